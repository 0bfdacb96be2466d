using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation.Breaks;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation.Breaks;

public sealed class SubmittedImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LabeledImages _images = TinyModels.Images(5);

    [Theory]
    [InlineData(ScalarType.Float32, 1e-7)]
    [InlineData(ScalarType.Float64, 1e-7)]
    [InlineData(ScalarType.Float16, 1e-3)]
    [InlineData(ScalarType.Byte, 0)]
    public void Pixels_are_read_in_the_forms_that_people_write(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var clean = _images.ImageTensor(.., CPU);
        var path = At("adv.npy");
        NpyFile.Write(path, CheckpointTensor.FromTensor("x", type == ScalarType.Byte ? (clean * 255).round().to(type) : clean.to(type)));

        var submitted = SubmittedImages.Read(path, _images);

        Assert.Equal([0, 1, 2, 3, 4], submitted.Indices);
        var expected = clean.data<float>().ToArray();
        for (var row = 0; row < 5; row++)
            Assert.All(submitted.Pixels(row).ToArray().Zip(expected[(row * 192)..]), pair => Assert.Equal(pair.Second, pair.First, tolerance));
        Assert.Matches("^[0-9a-f]{64}$", submitted.Hash);
    }

    [Fact]
    public void A_dict_of_a_checkpoint_and_safetensors_name_images_labels_and_indices()
    {
        using var scope = NewDisposeScope();
        var clean = _images.ImageTensor([3, 1], CPU);
        Write("adv.safetensors", [("x_adv", clean), ("y", _images.LabelTensor([3, 1], CPU)), ("indices", tensor([3L, 1]))]);

        var submitted = SubmittedImages.Read(At("adv.safetensors"), _images);

        Assert.Equal([1, 3], submitted.Indices);
        Assert.Equal(clean[1].data<float>().ToArray(), submitted.Pixels(0).ToArray());
        Assert.Equal(clean[0].data<float>().ToArray(), submitted.Pixels(1).ToArray());
    }

    [Fact]
    public void A_folder_of_adversarial_images_is_read_with_its_labels()
    {
        using var scope = NewDisposeScope();
        NpyFile.Write(At("adversarial.npy"), CheckpointTensor.FromTensor("x", _images.ImageTensor(..2, CPU)));
        NpyFile.Write(At("labels.npy"), CheckpointTensor.FromTensor("y", _images.LabelTensor(..2, CPU)));
        Assert.Equal([0, 1], SubmittedImages.Read(_folder.Path, _images).Indices);

        NpyFile.Write(At("labels.npy"), CheckpointTensor.FromTensor("y", (_images.LabelTensor(..2, CPU) + 1) % 4));
        Refused(_folder.Path, "has label");
    }

    [Fact]
    public void What_is_not_about_the_evaluated_images_is_refused_with_a_reason()
    {
        using var scope = NewDisposeScope();
        var clean = _images.ImageTensor(.., CPU);
        Refused(Write("many.npy", cat([clean, clean])), "holds 10 images; 5 were evaluated");
        Refused(Write("shape.npy", clean.transpose(1, 3)), "holds an array of shape [5, 8, 8, 3]");
        Refused(Write("integers.npy", clean.to(int32)), "Int32 elements");
        Refused(Write("nan.npy", clean * float.NaN), "not a finite number");
        Refused(Write("empty.npy", clean[..0]), "holds 0 images");
        Refused(At("none.npy"), "does not exist");
        File.WriteAllText(At("text.pt"), "hello");
        Refused(At("text.pt"), "neither a PyTorch checkpoint");
        Refused(Write("twice.safetensors", [("x", clean[..2]), ("indices", tensor([1L, 1]))]), "an index twice");
        Refused(Write("beyond.safetensors", [("x", clean[..2]), ("indices", tensor([1L, 5]))]), "not evaluated");
        Refused(Write("few.safetensors", [("x", clean[..2]), ("indices", tensor([1L]))]), "1 indices for 2 images");
        Refused(Write("labels.safetensors", [("x", clean[..2]), ("labels", tensor([0.5f, 1]))]), "2 labels for 2 images");
        Refused(Write("two.safetensors", [("a", clean), ("b", clean)]), "holds tensors 'a', 'b'");
        Refused(Write("small.safetensors", [("a", clean[..1]), ("b", clean[..1])]), "Name the images 'adversarial'");
    }

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Write(string name, Tensor images)
    {
        NpyFile.Write(At(name), CheckpointTensor.FromTensor("x", images));
        return At(name);
    }

    private string Write(string name, (string Name, Tensor Values)[] tensors)
    {
        SafetensorsFile.Write(At(name), new StateDict(tensors.Select(static pair => CheckpointTensor.FromTensor(pair.Name, pair.Values))));
        return At(name);
    }

    private void Refused(string path, string message)
    {
        var refused = Assert.Throws<InputException>(() => SubmittedImages.Read(path, _images));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
