using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Tests;
using IgMlNet.Robustness.Tests.Datasets;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;
using static TorchSharp.torch;

namespace IgMlNet.Tests;

/// <summary>
/// Columns of <c>MLImage</c> as features. IgMlNet.Tests runs these tests beside SkiaSharp 3, with which <c>MLImage.Pixels</c> itself
/// fails, and IgMlNet.Skia2.Tests beside 2.88.
/// </summary>
public sealed class MLImageTests : IDisposable
{
    private const int Side = 16;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly Classifier _classifier = new(
        Architecture.Find("resnet18").Create(
            new NetworkDimensions { Input = new ImageShape(3, Side, Side), ClassCount = 3, BaseWidth = 2 }, new RandomSeed(5)),
        CPU);

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(MLPixelFormat.Rgba32)]
    [InlineData(MLPixelFormat.Bgra32)]
    public void An_image_gets_the_scores_of_its_pixels(MLPixelFormat format)
    {
        var rows = Rows(12, format);
        foreach (var range in new[] { PixelRange.Unit, PixelRange.Bytes })
        {
            var expected = Scores(Options("Vector", PixelRange.Unit), rows);
            Assert.Equal(expected, Scores(Options("Image", range), rows));
        }

        Assert.All(rows, row => Assert.Equal(Side, row.Image!.Width)); // The application's own images are still there.
    }

    [Fact]
    public void Grey_models_get_the_luma()
    {
        var vectors = Samples.Test(5);
        var images = vectors.Select(row => new ImageRow
        {
            Image28 = MLImage.CreateFromPixels(
                28,
                28,
                MLPixelFormat.Rgba32,
                [.. row.Features.SelectMany(p => Enumerable.Repeat((byte)MathF.Round(p * 255), 3).Append((byte)255))]),
        });
        using var scorer = Samples.Fit(_ml);
        var options = new DefendedClassifierOptions
        {
            BaseModel = Samples.TinyModel,
            Ranking = scorer.Ranking,
            Defense = Samples.Options().Defense,
        };
        var expected = Apply(options, _ml.Data.LoadFromEnumerable(vectors));
        var actual = Apply(options with { FeatureColumnName = "Image28" }, _ml.Data.LoadFromEnumerable(images));
        Assert.Equal(5, actual.Length);
        foreach (var (one, other) in expected.Zip(actual))
            Samples.AssertSame(one, other);
    }

    [Fact]
    public void Files_loaded_by_ML_NET_are_scored_beside_their_image_and_in_an_engine()
    {
        var rows = Rows(6, MLPixelFormat.Rgba32);
        foreach (var row in rows)
        {
            row.Path = $"{row.Id}.png";
            _folder.Write(row.Path, DataFiles.Picture(Side, Side, (x, y) => Color(row.Id, x, y)));
        }

        var expected = Scores(Options("Vector", PixelRange.Unit), rows);
        var data = _ml.Data.LoadFromEnumerable(rows.Select(row => new PathRow { Id = row.Id, Path = row.Path }));
        var model = _ml.Transforms.LoadImages("Loaded", _folder.Path, "Path")
            .Append(_ml.Transforms.ApplyDefendedClassifier(Options("Loaded", PixelRange.Unit))).Fit(data);
        var output = model.Transform(data);
        foreach (var (one, other) in expected.Zip(output.GetColumn<float[]>("Score")))
            Samples.AssertSame(one, other);
        using (var cursor = output.GetRowCursor([output.Schema["Loaded"], output.Schema["Score"]]))
        {
            var getImage = cursor.GetGetter<MLImage>(output.Schema["Loaded"]);
            var getScore = cursor.GetGetter<VBuffer<float>>(output.Schema["Score"]);
            MLImage image = null!;
            VBuffer<float> score = default;
            foreach (var row in rows)
            {
                Assert.True(cursor.MoveNext());
                getImage(ref image);
                getScore(ref score);
                Assert.EndsWith(row.Path, image.Tag, StringComparison.Ordinal);
                Samples.AssertSame(expected[row.Id], [.. score.DenseValues()]);
            }
        }

        using var engine = _ml.Model.CreatePredictionEngine<PathRow, ScoreRow>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        Samples.AssertSame(expected[3], engine.Predict(new PathRow { Path = "3.png" }).Score);
    }

    [Fact]
    public void Images_of_another_size_or_none_are_named()
    {
        var data = _ml.Data.LoadFromEnumerable(Rows(2, MLPixelFormat.Rgba32));
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Transforms.ApplyDefendedClassifier(Options("Image28", PixelRange.Unit)).Fit(data));
        Assert.Contains(
            "Schema mismatch for feature column 'Image28': expected Image<16, 16>, got Image<28, 28>",
            error.Message, StringComparison.Ordinal);

        _folder.Write("large.png", DataFiles.Picture(40, 30, (_, _) => SKColors.Red));
        var paths = _ml.Data.LoadFromEnumerable(new[] { new PathRow { Path = "large.png" } });
        var output = _ml.Transforms.LoadImages("Loaded", _folder.Path, "Path")
            .Append(_ml.Transforms.ApplyDefendedClassifier(Options("Loaded", PixelRange.Unit))).Fit(paths).Transform(paths);
        Assert.Contains(
            $"The image of row 0 ({_folder.At("large.png")}) has 40x30 pixels where 16x16 are needed. Put ResizeImages before",
            Assert.ThrowsAny<Exception>(() => output.GetColumn<float[]>("Score").ToList()).GetBaseException().Message,
            StringComparison.Ordinal);

        var none = _ml.Data.LoadFromEnumerable(new[] { new PathRow { Path = "" } });
        var empty = _ml.Transforms.LoadImages("Loaded", _folder.Path, "Path")
            .Append(_ml.Transforms.ApplyDefendedClassifier(Options("Loaded", PixelRange.Unit))).Fit(none).Transform(none);
        Assert.Contains(
            "Row 0 has no image in the column 'Loaded'",
            Assert.ThrowsAny<Exception>(() => empty.GetColumn<float[]>("Score").ToList()).GetBaseException().Message,
            StringComparison.Ordinal);
    }

    private static SKColor Color(int id, int x, int y) => new((byte)((id * 40) + x), (byte)(y * 15), (byte)((x * y) + id));

    private static List<ImageRow> Rows(int count, MLPixelFormat format) => [.. Enumerable.Range(0, count).Select(id =>
    {
        var colors = Enumerable.Range(0, Side * Side).Select(i => Color(id, i % Side, i / Side)).ToList();
        return new ImageRow
        {
            Id = id,
            Vector = [.. new Func<SKColor, byte>[] { c => c.Red, c => c.Green, c => c.Blue }.SelectMany(plane => colors.Select(c => plane(c) / 255f))],
            Image = MLImage.CreateFromPixels(Side, Side, format, [.. colors.SelectMany(c => format == MLPixelFormat.Rgba32
                ? new[] { c.Red, c.Green, c.Blue, (byte)255 }
                : [c.Blue, c.Green, c.Red, (byte)255])]),
        };
    })];

    private DefendedClassifierOptions Options(string column, PixelRange range) => new()
    {
        BaseModel = BaseModel.FromClassifier(_classifier),
        Ranking = Robustness.Ranking.LeaveOneOut.Signed.Rank(
            _classifier,
            _classifier.PenultimateLayer,
            new("noise", "probe", new ImageShape(3, Side, Side), ["a", "b", "c"], [0, 1, 2], [.. Rows(3, MLPixelFormat.Rgba32)
                .Select(row => (ReadOnlyMemory<byte>)row.Vector.Select(p => (byte)MathF.Round(p * 255)).ToArray())]),
            new(),
            progress: null,
            CancellationToken.None),
        Defense = new() { K = 4 },
        FeatureColumnName = column,
        PixelRange = range,
        BatchSize = 5,
    };

    private float[][] Scores(DefendedClassifierOptions options, List<ImageRow> rows) =>
        Apply(options, _ml.Data.LoadFromEnumerable(rows));

    private float[][] Apply(DefendedClassifierOptions options, IDataView data)
    {
        using var scorer = _ml.Transforms.ApplyDefendedClassifier(options).Fit(data);
        return [.. scorer.Transform(data).GetColumn<float[]>("Score")];
    }

    private sealed class ImageRow
    {
        public int Id { get; set; }

        public string Path { get; set; } = "";

        [VectorType(3, Side, Side)]
        public float[] Vector { get; set; } = new float[3 * Side * Side];

        [ImageType(Side, Side)]
        public MLImage? Image { get; set; }

        [ImageType(28, 28)]
        public MLImage? Image28 { get; set; }
    }

    private sealed class PathRow
    {
        public int Id { get; set; }

        public string Path { get; set; } = "";
    }

    private sealed class ScoreRow
    {
        public float[] Score { get; set; } = [];
    }
}
