using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.BlackBox;

public sealed class StoredImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("adv.npy")]
    [InlineData("adv.safetensors")]
    public void Images_within_the_budget_are_taken_as_they_are_and_others_are_projected(string file)
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        var clean = TinyModels.Images(6).ImageTensor(.., CPU);
        using var random = TinyModels.Streams(6);
        var near = (clean + (random.Uniform(clean) * 0.09)).clamp(0, 1);
        var path = Write(file, where(arange(6).lt(3).view(-1, 1, 1, 1), near, 1 - clean));
        var rows = tensor([4L, 1, 2]);
        var batch = new AttackBatch(
            clean.index_select(0, rows), TinyModels.Images(6).LabelTensor(.., CPU).index_select(0, rows), [4, 1, 2]);
        var budget = new ThreatModel(Norm.Linf, 0.1);

        using var result = StoredImages.Read(path).Run(
            classifier, batch, budget, new RandomSeed(0), null, TestContext.Current.CancellationToken);

        TensorAssert.IsSame(near.index_select(0, rows.narrow(0, 1, 2)), result.Adversarial.narrow(0, 1, 2));
        TensorAssert.IsSame(budget.Project(clean[4..5], 1 - clean[4..5]), result.Adversarial.narrow(0, 0, 1));
        Assert.Equal((0, 0), (result.Queries, result.Gradients));
    }

    [Fact]
    public void Bytes_are_pixels_in_255ths()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        var clean = TinyModels.Images(2).ImageTensor(.., CPU);
        var path = Write("bytes.npy", (clean * 255).round().to(uint8));
        var batch = new AttackBatch(clean, TinyModels.Images(2).LabelTensor(.., CPU), [0, 1]);

        using var result = StoredImages.Read(path).Run(
            classifier, batch, new ThreatModel(Norm.Linf, 0.1), new RandomSeed(0), null, TestContext.Current.CancellationToken);

        TensorAssert.AtMost(1e-6, TensorAssert.LargestDifference(clean, result.Adversarial), "The difference");
    }

    [Fact]
    public void What_is_no_file_of_adversarial_images_is_refused_with_a_remedy()
    {
        var images = TinyModels.Images(3).ImageTensor(.., CPU);
        Refused(Write("flat.npy", images.flatten(1)), "[3, 192]; adversarial images are [n, C, H, W]");
        Refused(Write("nan.npy", images * float.NaN), "image 0 has a pixel of NaN");
        Refused(Write("difference.npy", images - 0.5f), "has a pixel of -0.");
        Refused(Write("whole.npy", images.to(int64)), "its elements are Int64");
        Refused(Path.Combine(_folder.Path, "none.npy"), "does not exist");
        SafetensorsFile.Write(Path.Combine(_folder.Path, "two.safetensors"), new StateDict(
            [CheckpointTensor.FromTensor("a", images), CheckpointTensor.FromTensor("b", images)]));
        Refused(Path.Combine(_folder.Path, "two.safetensors"), "it holds 2 tensors");
        File.WriteAllText(Path.Combine(_folder.Path, "text.npy"), "not an array");
        Refused(Path.Combine(_folder.Path, "text.npy"), "this is not a NumPy array");

        static void Refused(string path, string message) =>
            Assert.Contains(message, Assert.Throws<InputException>(() => StoredImages.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_another_data_set_are_refused()
    {
        var stored = StoredImages.Read(Write("adv.npy", TinyModels.Images(3).ImageTensor(.., CPU)));

        stored.CheckAre(3, TinyModels.Shape);
        Assert.Contains("it holds 3 images of", Assert.Throws<InputException>(() => stored.CheckAre(4, TinyModels.Shape)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => stored.CheckAre(3, new(3, 8, 9)));
    }

    [Fact]
    public void A_name_reads_the_file_and_the_identifier_says_what_is_in_it()
    {
        using var classifier = TinyModels.Classifier();
        var images = TinyModels.Images(3).ImageTensor(.., CPU);
        var (one, same, other) = (Write("One.npy", images), Write("same.npy", images), Write("other.npy", images * 0.5f));

        var recipe = AttackRecipe.Parse($"file:{one}");

        Assert.Matches("^file-[0-9a-f]{12}$", recipe.Id);
        Assert.Equal(recipe.Id, recipe.Create(classifier).Id);
        Assert.Equal(recipe.Id, AttackRecipe.Parse($"FILE:{same}").Id);
        Assert.NotEqual(recipe.Id, AttackRecipe.Parse($"file:{other}").Id);
        Assert.Throws<InputException>(() => AttackRecipe.Parse("file:"));
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string file, Tensor images)
    {
        var path = Path.Combine(_folder.Path, file);
        var stored = CheckpointTensor.FromTensor("adversarial", images);
        if (file.EndsWith(".npy", StringComparison.Ordinal))
            NpyFile.Write(path, stored);
        else
            SafetensorsFile.Write(path, new StateDict([stored]));
        return path;
    }
}
