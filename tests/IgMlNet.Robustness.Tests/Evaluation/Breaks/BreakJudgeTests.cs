using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Evaluation.Breaks;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation.Breaks;

public sealed class BreakJudgeTests : IDisposable
{
    private const double Epsilon = 0.05;
    private readonly TemporaryFolder _folder = new();
    private readonly Classifier _classifier = TinyModels.Classifier();

    [Fact]
    public void Images_are_broken_where_the_model_misclassifies_them_and_withstood_where_not()
    {
        var images = Predicted(12);
        using var scope = NewDisposeScope();
        using var random = TinyModels.Streams(12);
        var clean = images.ImageTensor(.., CPU);
        var near = (clean + ((random.Uniform(clean) - 0.5) * 2 * Epsilon)).clamp(0, 1);
        var expected = _classifier.Logits(near).argmax(1).eq(images.LabelTensor(.., CPU)).data<bool>().ToArray();

        var judged = Judge(_classifier, images, near);

        Assert.Equal(expected, judged.Select(image => image.Verdict == BreakVerdict.Withstood));
        Assert.Equal(expected, judged.Select(image => image.Correct.Single()));
        Assert.All(judged, image => Assert.InRange(image.Distance, 0, Epsilon + 1e-6));
    }

    [Fact]
    public void What_leaves_the_ball_or_the_pixels_range_does_not_count_however_wrong_the_model_is()
    {
        var images = Predicted(4);
        using var scope = NewDisposeScope();
        var clean = images.ImageTensor(.., CPU);
        var far = clean.clone();
        far[0] = 1 - clean[0];
        far[1] = (clean[1] + (Epsilon * 1.01)).clamp(0, 1);
        far[2] = clean[2] - Epsilon;
        far[2, 0, 0, 0] = -0.01;

        var judged = Judge(_classifier, images, far);

        Assert.Equal(BreakVerdict.OutsideThreatModel, judged[0].Verdict);
        Assert.Equal(BreakVerdict.OutsideThreatModel, judged[1].Verdict);
        Assert.Equal(BreakVerdict.OutsideThreatModel, judged[2].Verdict);
        Assert.Equal(BreakVerdict.Withstood, judged[3].Verdict);
    }

    [Fact]
    public void Images_at_the_very_edge_of_the_ball_count()
    {
        var images = Predicted(6);
        using var scope = NewDisposeScope();
        var clean = images.ImageTensor(.., CPU);
        var edge = clean + where(clean.gt(0.5), -Epsilon, Epsilon);

        Assert.DoesNotContain(Judge(_classifier, images, edge), image => image.Verdict == BreakVerdict.OutsideThreatModel);
    }

    [Fact]
    public void Unperturbed_images_of_a_coin_flip_count_by_the_share_of_draws_and_not_by_a_lucky_one()
    {
        var images = Predicted(40);
        using var scope = NewDisposeScope();
        using var mostlyRight = new CoinFlip(0.9).Defend(_classifier);
        using var mostlyWrong = new CoinFlip(0.1).Defend(_classifier);
        var clean = images.ImageTensor(.., CPU);

        var (right, wrong) = (Judge(mostlyRight, images, clean), Judge(mostlyWrong, images, clean));

        Assert.InRange(right.Average(image => image.Correct.Count(correct => correct) / 20.0), 0.85, 0.95);
        Assert.InRange(wrong.Average(image => image.Correct.Count(correct => correct) / 20.0), 0.05, 0.15);
        Assert.True(right.Count(image => image.Verdict == BreakVerdict.Broken) < wrong.Count(image => image.Verdict == BreakVerdict.Broken) / 2);
    }

    [Fact]
    public void The_size_of_batches_and_the_order_of_rows_change_no_verdict()
    {
        var images = Predicted(10);
        using var scope = NewDisposeScope();
        using var random = TinyModels.Streams(10);
        using var coin = new CoinFlip(0.5).Defend(_classifier);
        var clean = images.ImageTensor(.., CPU);
        var near = (clean + ((random.Uniform(clean) - 0.5) * Epsilon)).clamp(0, 1);
        var reversed = tensor([9L, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
        SafetensorsFile.Write(
            Path.Combine(_folder.Path, "reversed.safetensors"),
            new StateDict([CheckpointTensor.FromTensor("adversarial", near.index_select(0, reversed)), CheckpointTensor.FromTensor("indices", reversed)]));

        var whole = Judge(coin, images, near);
        var other = new BreakJudge(coin, images, Options(3)).Judge(
            SubmittedImages.Read(Path.Combine(_folder.Path, "reversed.safetensors"), images), null, TestContext.Current.CancellationToken);

        Assert.Equal(whole.Select(image => (image.Index, image.Verdict)), other.Select(image => (image.Index, image.Verdict)));
        Assert.All(whole.Zip(other), pair => Assert.Equal(pair.First.Correct, pair.Second.Correct));
    }

    [Fact]
    public void An_attack_that_breaks_images_is_confirmed_by_the_judge()
    {
        var images = Predicted(16);
        var session = new AttackSession(_classifier, images, new IgMlNet.Robustness.Attacks.WhiteBox.Pgd(), Options(16));
        var found = session.Run(null, TestContext.Current.CancellationToken).SelectMany(block => block).ToList();
        using var scope = NewDisposeScope();
        var adversarial = stack([.. found.Select(image => tensor(image.Pixels.ToArray(), 3, 8, 8))]);

        var judged = Judge(_classifier, images, adversarial);

        Assert.Equal(found.Select(image => image.RobustAccuracy == 0), judged.Select(image => image.Verdict == BreakVerdict.Broken));
        Assert.Contains(judged, image => image.Verdict == BreakVerdict.Broken);
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    /// <summary>Images with the labels that the classifier gives them, all of which it gets right.</summary>
    private LabeledImages Predicted(int count)
    {
        var images = TinyModels.Images(count);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int[] labels = [.. _classifier.Logits(images.ImageTensor(.., CPU)).argmax(1).data<long>().Select(label => (int)label)];
        return new LabeledImages(
            images.Name, images.Split, images.Shape, images.ClassNames, labels,
            [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)images.Pixels(i).ToArray())]);
    }

    private System.Collections.Immutable.ImmutableArray<JudgedImage> Judge(ImageModel model, LabeledImages images, Tensor adversarial)
    {
        var path = Path.Combine(_folder.Path, "adversarial.npy");
        NpyFile.Write(path, CheckpointTensor.FromTensor("adversarial", adversarial));
        return new BreakJudge(model, images, Options(16)).Judge(SubmittedImages.Read(path, images), null, TestContext.Current.CancellationToken);
    }

    private static EvaluationOptions Options(int batch) => new()
    {
        ThreatModel = new ThreatModel(Norm.Linf, Epsilon),
        BatchSize = batch,
        VerdictDraws = 20,
        Seed = new RandomSeed(5),
    };
}
