using System.Reflection;
using IgMlNet.IO;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Tests;
using IgMlNet.Robustness.Tests.Datasets;
using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;

namespace IgMlNet.Tests;

public sealed class ImagePixelLoadingTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public void Pixels_come_in_the_order_of_the_rows_planar_and_scaled(int lookAhead)
    {
        var rows = Write(25);
        var loader = _ml.Transforms.LoadImagePixels(Small() with { LookAhead = lookAhead }).Fit(_ml.Data.LoadFromEnumerable(rows));
        var output = loader.Transform(_ml.Data.LoadFromEnumerable(rows));
        var type = Assert.IsType<VectorDataViewType>(output.Schema["Features"].Type);
        Assert.Equal([3, 4, 6], type.Dimensions);
        var pixels = Read(output);
        Assert.Equal(25, pixels.Count);
        for (var i = 0; i < 25; i++)
        {
            Assert.Equal(i, pixels[i].Id);
            for (var j = 0; j < 24; j++)
            {
                Assert.Equal(i / 255f, pixels[i].Features[j]);
                Assert.Equal(j % 6 / 255f, pixels[i].Features[24 + j]);
                Assert.Equal(j / 6 / 255f, pixels[i].Features[48 + j]);
            }
        }
    }

    [Fact]
    public void Bytes_give_what_the_file_gives_whatever_the_range_and_the_planes()
    {
        var rows = Write(5).Select(row => new BytesRow { Image = File.ReadAllBytes(Path.Combine(_folder.Path, row.ImagePath)) });
        var options = Small() with { InputColumnName = "Image", ImageFolder = null, PixelRange = PixelRange.Bytes, Colors = ImageColors.Grey };
        var data = _ml.Data.LoadFromEnumerable(rows);
        var output = _ml.Transforms.LoadImagePixels(options).Fit(data).Transform(data);
        var pixels = output.GetColumn<float[]>("Features").ToList();
        Assert.Equal(24, pixels[0].Length);
        Assert.Equal((byte)(((19595 * 4) + (38470 * 5) + (7471 * 3) + 0x8000) >> 16), pixels[4][23]);
    }

    [Fact]
    public void A_preprocessing_says_the_size_and_pixels_are_those_of_the_data_sets()
    {
        var path = ReferenceData.Require("imagenet/n02391049_zebra.JPEG");
        var data = _ml.Data.LoadFromEnumerable(new[] { new PathRow { ImagePath = path } });
        var output = _ml.Transforms
            .LoadImagePixels(new() { Preprocessing = ImagePreprocessing.Res256Crop224, PixelRange = PixelRange.Bytes })
            .Fit(data).Transform(data);
        using var file = ImageFile.Open(path);
        Assert.Equal(
            file.Decode(ImagePreprocessing.Res256Crop224, ImageColors.Rgb),
            Assert.Single(output.GetColumn<float[]>("Features")).Select(pixel => (byte)pixel));
        Assert.Equal([3, 224, 224], ((VectorDataViewType)output.Schema["Features"].Type).Dimensions);
    }

    [Fact]
    public void Files_are_opened_only_where_pixels_are_read()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new PathRow { Id = 3, ImagePath = "missing.png" } });
        var output = _ml.Transforms.LoadImagePixels(Small()).Fit(data).Transform(data);
        Assert.Equal([3], output.GetColumn<int>("Id"));
        var error = Fail(output);
        Assert.Equal(_folder.At("missing.png"), error.InputSource);
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_images_are_named_when_their_row_is_read_and_no_earlier()
    {
        var rows = Write(12);
        _folder.Write("5.png", "not an image"u8);
        _folder.Write("7.png", DataFiles.Picture(9, 4, (_, _) => SKColors.Red));
        var data = _ml.Data.LoadFromEnumerable(rows);
        var output = _ml.Transforms.LoadImagePixels(Small()).Fit(data).Transform(data);
        using var cursor = output.GetRowCursor(output.Schema);
        var getPixels = cursor.GetGetter<VBuffer<float>>(output.Schema["Features"]);
        VBuffer<float> pixels = default;
        for (var row = 0; row < 12; row++)
        {
            Assert.True(cursor.MoveNext());
            if (row is not (5 or 7))
            {
                getPixels(ref pixels);
                Assert.Equal(row / 255f, pixels.GetValues()[0]);
                continue;
            }

            var error = Assert.Throws<InputException>(() => getPixels(ref pixels));
            Assert.Equal(_folder.At($"{row}.png"), error.InputSource);
            Assert.Contains(row == 5 ? "not a PNG or JPEG" : "has 9x4 pixels where 6x4 are needed", error.Problem, StringComparison.Ordinal);
        }

        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Rows_without_an_image_are_named_by_their_number()
    {
        var paths = _ml.Data.LoadFromEnumerable(new[] { Write(1)[0], new PathRow { ImagePath = "" } });
        Assert.Equal(
            "row 1: has no image in the column 'ImagePath'. Filter such rows first.",
            Fail(_ml.Transforms.LoadImagePixels(Small()).Fit(paths).Transform(paths)).Message);
        var bytes = _ml.Data.LoadFromEnumerable(new[] { new BytesRow { Image = [1, 2, 3] } });
        var options = Small() with { InputColumnName = "Image" };
        Assert.StartsWith(
            "row 0, column 'Image' (offset 0): is not a PNG or JPEG image",
            Fail(_ml.Transforms.LoadImagePixels(options).Fit(bytes).Transform(bytes)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_must_be_known_and_known_once()
    {
        Assert.Contains(
            "give ImageWidth and ImageHeight",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImagePixels(new() { ImageWidth = 3 })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Crop288 gives images of 288x288",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImagePixels(
                new() { Preprocessing = ImagePreprocessing.Crop288, ImageWidth = 224 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Other_columns_than_text_and_bytes_are_refused_in_ML_NETs_words()
    {
        var data = _ml.Data.LoadFromEnumerable(Write(1));
        var estimator = _ml.Transforms.LoadImagePixels(Small() with { InputColumnName = "Id" });
        Assert.Contains(
            "Schema mismatch for image column 'Id': expected String (paths) or Vector<Byte> (files' bytes), got Int32",
            Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Image column 'Nothing' not found",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => _ml.Transforms.LoadImagePixels(Small() with { InputColumnName = "Nothing" }).Fit(data)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_prediction_engine_and_a_loaded_model_give_the_same_pixels()
    {
        var rows = Write(4);
        var data = _ml.Data.LoadFromEnumerable(rows);
        var options = new ImagePixelLoadingOptions
        {
            ImageFolder = _folder.Path,
            Preprocessing = ImagePreprocessing.Resize(5, 3, ResizeFilter.Bicubic),
            PixelRange = PixelRange.Bytes,
        };
        var loader = _ml.Transforms.LoadImagePixels(options).Fit(data);
        var expected = Read(loader.Transform(data));
        using var file = new MemoryStream();
        _ml.Model.Save(loader, data.Schema, file);
        var loaded = new MLContext().Model.Load(file, out _);
        Assert.Equal(expected.Select(row => row.Features), Read(loaded.Transform(data)).Select(row => row.Features));
        using var engine = _ml.Model.CreatePredictionEngine<PathRow, PixelRow>(loaded);
        foreach (var (row, pixels) in rows.Zip(expected))
            Assert.Equal(pixels.Features, engine.Predict(row).Features);
    }

    [Fact]
    public void A_cursor_that_is_left_early_leaves_nothing_running()
    {
        var data = _ml.Data.LoadFromEnumerable(Write(60));
        var output = _ml.Transforms.LoadImagePixels(Small() with { LookAhead = 40 }).Fit(data).Transform(data);
        var cursor = output.GetRowCursor(output.Schema);
        Assert.True(cursor.MoveNext());
        cursor.Dispose();

        // Whoever still had a file open would keep this from working on Windows, and fail on the next line elsewhere.
        Directory.Delete(_folder.Path, recursive: true);
        Directory.CreateDirectory(_folder.Path);
        Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
        cursor.Dispose();
    }

    [Fact]
    public void What_ML_NET_stops_is_stopped()
    {
        var data = _ml.Data.LoadFromEnumerable(Write(60));
        var output = _ml.Transforms.LoadImagePixels(Small()).Fit(data).Transform(data);
        using var cursor = output.GetRowCursor(output.Schema);
        Assert.True(cursor.MoveNext());

        // As AutoML stops an experiment.
        var environment = typeof(MLContext).GetField("_env", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_ml)!;
        environment.GetType().GetInterface("ICancelable")!.GetMethod("CancelExecution")!.Invoke(environment, null);
        Assert.Throws<OperationCanceledException>(() => cursor.MoveNext());
    }

    private static List<PixelRow> Read(IDataView view)
    {
        var context = new MLContext();
        return [.. context.Data.CreateEnumerable<PixelRow>(view, reuseRowObject: false)];
    }

    private static InputException Fail(IDataView output) =>
        Assert.IsType<InputException>(
            Assert.ThrowsAny<Exception>(() => output.GetColumn<float[]>("Features").ToList()).GetBaseException());

    private ImagePixelLoadingOptions Small() => new() { ImageFolder = _folder.Path, ImageWidth = 6, ImageHeight = 4 };

    /// <summary>Images of 6x4 pixels: red is the number of the row, green the column, blue the line.</summary>
    private List<PathRow> Write(int count)
    {
        var rows = new List<PathRow>();
        for (var i = 0; i < count; i++)
        {
            _folder.Write($"{i}.png", DataFiles.Picture(6, 4, (x, y) => new SKColor((byte)i, (byte)x, (byte)y)));
            rows.Add(new PathRow { Id = i, ImagePath = $"{i}.png" });
        }

        return rows;
    }

    private sealed class PathRow
    {
        public int Id { get; set; }

        public string ImagePath { get; set; } = "";
    }

    private sealed class BytesRow
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class PixelRow
    {
        public int Id { get; set; }

        public float[] Features { get; set; } = [];
    }
}
