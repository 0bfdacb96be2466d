using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Tests;
using IgMlNet.Robustness.Tests.Datasets;
using Microsoft.ML;
using static TorchSharp.torch;

namespace IgMlNet.Tests;

/// <summary>
/// Bundled Fashion-MNIST images with a tiny network of random weights, for all that does not depend on what a network has learnt;
/// and CIFAR-10 images with the robust reference model, for all that does.
/// </summary>
internal static class Samples
{
    private static readonly Lazy<LabeledImages> ProbeImages = new(() => Fashion(DatasetSplit.Probe));
    private static readonly Lazy<LabeledImages> TestImages = new(() => Fashion(DatasetSplit.Test));
    private static readonly Lazy<Classifier> Tiny = new(() => new Classifier(TinyNetwork(), CPU));

    internal static IReadOnlyList<string> ClassNames => ProbeImages.Value.ClassNames;

    internal static Classifier TinyClassifier => Tiny.Value;

    internal static BaseModel TinyModel => BaseModel.FromClassifier(TinyClassifier, ClassNames);

    internal static IReadOnlyList<FashionRow> Probe(int count) => Rows(ProbeImages.Value.Take(count));

    internal static IReadOnlyList<FashionRow> Test(int count) => Rows(TestImages.Value.Take(count));

    /// <summary>Image files of 6×4 pixels, no two alike.</summary>
    internal static IReadOnlyList<PictureRow> Pictures(int count) => [.. Enumerable.Range(0, count).Select(i => new PictureRow
    {
        Id = i,
        Picture = DataFiles.Picture(6, 4, (x, y) => new SkiaSharp.SKColor((byte)(10 * i), (byte)(40 * x), (byte)(60 * y))),
    })];

    internal static StagedNetwork TinyNetwork() => Architecture.Find("resnet18").Create(
        new NetworkDimensions { Input = new ImageShape(1, 28, 28), ClassCount = 10, BaseWidth = 2 }, new RandomSeed(3));

    /// <summary>The defense of the tiny network, on 16 neurons.</summary>
    internal static DefenseTrainerOptions Options(int batchSize = 7, Smoothing? smoothing = null) => new()
    {
        BaseModel = TinyModel,
        BatchSize = batchSize,
        Defense = new InterpretabilityGuidedOptions { K = 4, Temperature = 1, Smoothing = smoothing ?? Smoothing.None },
    };

    /// <summary>The ranking of the tiny network's 16 neurons.</summary>
    internal static NeuronRankingOptions RankingOptions(int batchSize = 7) => new()
    {
        BaseModel = TinyModel,
        BatchSize = batchSize,
        K = 4,
    };

    /// <summary>That ranking, by the probe rows.</summary>
    internal static NeuronImportanceRanking Ranking(MLContext ml)
    {
        using var ranker = ml.Transforms.RankNeurons(RankingOptions()).Fit(WithKeys(ml, ml.Data.LoadFromEnumerable(Probe(100))));
        return ranker.Ranking;
    }

    /// <summary>Text labels to keys, the defense, and the predicted text.</summary>
    internal static IEstimator<ITransformer> Pipeline(MLContext ml, DefenseTrainerOptions? options = null) =>
        ml.Transforms.Conversion.MapValueToKey("Label").AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(options ?? Options()))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));

    /// <summary>The defense alone, fitted on probe rows whose labels are keys.</summary>
    internal static DefendedClassifierTransformer Fit(MLContext ml, DefenseTrainerOptions? options = null) =>
        ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(options ?? Options())
            .Fit(WithKeys(ml, ml.Data.LoadFromEnumerable(Probe(100))));

    internal static IDataView WithKeys(MLContext ml, IDataView data) =>
        ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

    internal static IReadOnlyList<FashionScore> Scores(MLContext ml, IDataView data) =>
        [.. ml.Data.CreateEnumerable<FashionScore>(data, reuseRowObject: false)];

    internal static void AssertSame(IReadOnlyList<FashionScore> expected, IReadOnlyList<FashionScore> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (one, other) in expected.Zip(actual))
            AssertSame(one.Score, other.Score);
    }

    /// <summary>Kernels for other batch sizes sum in another order; 1e-4 is far below what another noise would change.</summary>
    internal static void AssertSame(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4);
    }

    internal static IReadOnlyList<CifarRow> Cifar(LabeledImages images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => new CifarRow { Id = i, Label = images.Labels[i], Features = Pixels(images, i) })];

    internal static string ReferenceCheckpoint => ReferenceData.Require("checkpoints/rn18w16-cifar10.pt");

    internal static LabeledImages CifarTest => ReferenceModel.Test;

    private static LabeledImages Fashion(DatasetSplit split) => DatasetCatalog.BesideApplication.Open("fashion-mnist").Load(split);

    private static float[] Pixels(LabeledImages images, int index) =>
        Array.ConvertAll(images.Pixels(index).ToArray(), pixel => pixel / 255f);

    /// <summary>From the last to the first, so that keys do not happen to be numbered as the classes are.</summary>
    private static IReadOnlyList<FashionRow> Rows(LabeledImages images) =>
        [.. Enumerable.Range(0, images.Count).Reverse().Select(i => new FashionRow
        {
            Id = i,
            Label = images.ClassNames[images.Labels[i]],
            Features = Pixels(images, i),
            Note = $"note {i}",
            Extra = [.. Enumerable.Range(0, i % 4).Select(j => i + (j / 8.0))],
            Flag = i % 3 == 0,
            Taken = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i),
        })];
}
