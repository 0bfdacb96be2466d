using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Tests;
using IgMlNet.Robustness.Tests.Datasets;
using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;

namespace IgMlNet.Tests;

/// <summary>ML.NET's own image transforms before and behind the defended scorer, which they can be beside SkiaSharp 2.88 alone.</summary>
public sealed class ImageTransformsTests : IDisposable
{
    private const int Side = 32;
    private const int Count = 60;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void This_process_has_SkiaSharp_2() => Assert.Equal(2, typeof(SKBitmap).Assembly.GetName().Version!.Major);

    [Fact]
    public void Files_that_ML_NET_loads_resizes_and_extracts_score_as_the_pixels_in_memory()
    {
        var rows = Write(Samples.CifarTest.Take(Count));
        var expected = Apply(_ml.Transforms.ApplyDefendedClassifier(Options(PixelRange.Unit)), InMemory());
        var images = _ml.Transforms.LoadImages("Image", _folder.Path, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", Side, Side));
        var bytes = images.Append(_ml.Transforms.ExtractPixels("Features", "Image"))
            .Append(_ml.Transforms.ApplyDefendedClassifier(Options(PixelRange.Bytes)));
        var unit = images.Append(_ml.Transforms.ExtractPixels("Features", "Image", scaleImage: 1 / 255f))
            .Append(_ml.Transforms.ApplyDefendedClassifier(Options(PixelRange.Unit)));
        var direct = images.Append(_ml.Transforms.ApplyDefendedClassifier(Options(PixelRange.Unit) with { FeatureColumnName = "Image" }));
        foreach (var chain in new IEstimator<ITransformer>[] { bytes, unit, direct })
        {
            var scores = Apply(chain, rows);
            Assert.Equal(Count, scores.Count);
            foreach (var (one, other) in expected.Zip(scores))
                Samples.AssertSame(one, other);
        }
    }

    [Fact]
    public void Larger_files_are_brought_to_the_models_size_trained_on_evaluated_saved_and_loaded()
    {
        var rows = Write(Samples.CifarTest.Take(300), scale: 2);
        var chain = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.LoadImages("Image", _folder.Path, "Path"))
            .Append(_ml.Transforms.ResizeImages("Image", Side, Side))
            .Append(_ml.Transforms.ExtractPixels("Features", "Image"))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(new DefenseTrainerOptions
            {
                BaseModel = BaseModel.FromCheckpoint(
                    "resnet18", Samples.ReferenceCheckpoint, new ImageShape(3, Side, Side), Samples.CifarTest.ClassNames),
                Defense = new InterpretabilityGuidedOptions { K = 13 },
                PixelRange = PixelRange.Bytes,
            }))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));
        using var model = chain.Fit(rows);
        var output = model.Transform(rows);
        var metrics = _ml.MulticlassClassification.Evaluate(output);
        Assert.True(metrics.MicroAccuracy > 0.5, $"The accuracy is {metrics.MicroAccuracy}.");
        Assert.Equal(300, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()), 1e-9);
        var expected = _ml.Data.CreateEnumerable<Prediction>(output, reuseRowObject: false).ToList();

        using var file = new MemoryStream();
        _ml.Model.Save(model, rows.Schema, file);
        var loaded = new MLContext().Model.Load(new MemoryStream(file.ToArray()), out _);
        var again = _ml.Data.CreateEnumerable<Prediction>(loaded.Transform(rows), reuseRowObject: false).ToList();
        Assert.Equal(expected.Select(row => row.Predicted), again.Select(row => row.Predicted));
        using var engine = _ml.Model.CreatePredictionEngine<PathRow, Prediction>(loaded);
        Samples.AssertSame(expected[7].Score, engine.Predict(new PathRow { Path = "7.png", Label = "cat" }).Score);
    }

    [Fact]
    public void An_image_is_worked_on_twice_behind_the_scorer_and_is_the_same_to_both()
    {
        var rows = Write(Samples.CifarTest.Take(10));
        var chain = _ml.Transforms.LoadImages("Image", _folder.Path, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", Side, Side))
            .Append(_ml.Transforms.ApplyDefendedClassifier(Options(PixelRange.Unit) with { FeatureColumnName = "Image" }))
            .Append(_ml.Transforms.ResizeImages("Small", 8, 8, "Image"))
            .Append(_ml.Transforms.ExtractPixels("SmallPixels", "Small"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image"));
        var output = chain.Fit(rows).Transform(rows);
        var expected = Apply(_ml.Transforms.ApplyDefendedClassifier(Options(PixelRange.Unit)), InMemory());
        using var cursor = output.GetRowCursor(output.Schema);
        var getScore = cursor.GetGetter<VBuffer<float>>(output.Schema["Score"]);
        var getPixels = cursor.GetGetter<VBuffer<float>>(output.Schema["Pixels"]);
        var getSmall = cursor.GetGetter<VBuffer<float>>(output.Schema["SmallPixels"]);
        VBuffer<float> score = default, pixels = default, small = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            getSmall(ref small);
            getScore(ref score);
            getPixels(ref pixels);
            Assert.Equal(3 * 8 * 8, small.Length);
            Samples.AssertSame(expected[row], [.. score.DenseValues()]);
            Assert.Equal(Samples.CifarTest.Pixels(row).ToArray(), pixels.DenseValues().Select(pixel => (byte)pixel));
        }
    }

    private static DefendedClassifierOptions Options(PixelRange range) => new()
    {
        BaseModel = BaseModel.FromClassifier(ReferenceModel.Classifier, Samples.CifarTest.ClassNames),
        Ranking = Robustness.Ranking.LeaveOneOut.Signed.Rank(
            ReferenceModel.Classifier, ReferenceModel.Classifier.PenultimateLayer, ReferenceModel.Probe.Take(50), new(), null, CancellationToken.None),
        Defense = new InterpretabilityGuidedOptions { K = 13 },
        PixelRange = range,
        BatchSize = 16,
    };

    private static List<float[]> Apply(IEstimator<ITransformer> stage, IDataView data) =>
        [.. stage.Fit(data).Transform(data).GetColumn<float[]>("Score")];

    private IDataView InMemory() => _ml.Data.LoadFromEnumerable(Samples.Cifar(Samples.CifarTest.Take(Count)));

    /// <summary>The images as PNG files, each pixel a square of <paramref name="scale"/> pixels a side.</summary>
    private IDataView Write(Robustness.Datasets.LabeledImages images, int scale = 1)
    {
        var rows = new List<PathRow>();
        for (var i = 0; i < images.Count; i++)
        {
            var pixels = images.Pixels(i).ToArray();
            byte Plane(int plane, int x, int y) => pixels[(plane * Side * Side) + (y / scale * Side) + (x / scale)];
            _folder.Write($"{i}.png", DataFiles.Picture(
                Side * scale, Side * scale, (x, y) => new SKColor(Plane(0, x, y), Plane(1, x, y), Plane(2, x, y))));
            rows.Add(new PathRow { Path = $"{i}.png", Label = images.ClassNames[images.Labels[i]] });
        }

        return _ml.Data.LoadFromEnumerable(rows);
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Prediction
    {
        public string Predicted { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
