using IgMlNet.IO;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Evaluation.Breaks;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation.Breaks;

public sealed class RegressionCorpusTests : IDisposable
{
    private static readonly EvaluationOptions Options = new()
    {
        ThreatModel = new ThreatModel(Norm.Linf, 0.05),
        BatchSize = 16,
        VerdictDraws = 20,
        Seed = new RandomSeed(3),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly Classifier _classifier = TinyModels.Classifier();

    [Fact]
    public void Each_image_counts_with_the_candidate_that_does_most_harm()
    {
        using var scope = NewDisposeScope();
        using var random = TinyModels.Streams(8);
        var images = TinyModels.Images(8);
        var clean = images.ImageTensor(.., CPU);
        var near = (clean + ((random.Uniform(clean) - 0.5) * 0.1)).clamp(0, 1);
        Write("clean.npy", clean);
        Write("near.npy", near);
        Write("far.npy", 1 - clean);

        var corpus = RegressionCorpus.Read(_folder.Path, images);
        var replay = corpus.Replay(_classifier, Options, null, TestContext.Current.CancellationToken);

        Assert.Equal(["clean.npy", "far.npy", "near.npy"], corpus.Files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], corpus.Indices);
        var judge = new BreakJudge(_classifier, images, Options);
        var (one, other) = (Judge("clean.npy"), Judge("near.npy"));
        Assert.Equal(one.Zip(other, (a, b) => Math.Max(a.Margin, b.Margin)), replay.Select(image => image.Margin));

        IReadOnlyList<JudgedImage> Judge(string name) =>
            judge.Judge(SubmittedImages.Read(Path.Combine(_folder.Path, name), images), null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_model_that_fails_where_the_base_withstood_is_a_regression_without_any_attack()
    {
        using var scope = NewDisposeScope();
        var images = Predicted(60);
        Write("clean.npy", images.ImageTensor(.., CPU));
        var corpus = RegressionCorpus.Read(_folder.Path, images);
        using var worse = new CoinFlip(0.2).Defend(_classifier);
        using var same = new CoinFlip(1).Defend(_classifier);

        var @base = Replay(_classifier);
        var regression = ReplayComparison.Compare(@base, Replay(worse), 0.05);
        var alike = ReplayComparison.Compare(@base, Replay(same), 0.05);

        Assert.True(regression.IsRegression);
        Assert.Equal(1, regression.Base);
        Assert.InRange(regression.Head, 0.1, 0.3);
        Assert.InRange(regression.Broken.Length, 30, 60);
        Assert.Equal((false, SequentialDecision.Undecided, 0), (alike.IsRegression, alike.Decision, alike.Broken.Length));
        Assert.Throws<ArgumentException>(() => ReplayComparison.Compare(@base, @base[1..], 0.05));

        System.Collections.Immutable.ImmutableArray<JudgedImage> Replay(ImageModel model) => corpus.Replay(model, Options, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_folder_without_images_and_a_foreign_file_are_refused()
    {
        var images = TinyModels.Images(3);
        Assert.Throws<InputException>(() => RegressionCorpus.Read(_folder.Path, images));
        Assert.Throws<InputException>(() => RegressionCorpus.Read(Path.Combine(_folder.Path, "none"), images));
        using var scope = NewDisposeScope();
        Write("other.npy", TinyModels.Images(4).ImageTensor(.., CPU));
        Assert.Contains("other.npy", Assert.Throws<InputException>(() => RegressionCorpus.Read(_folder.Path, images)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

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

    private void Write(string name, Tensor images) => NpyFile.Write(Path.Combine(_folder.Path, name), CheckpointTensor.FromTensor("x", images));
}
