using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.ImageFolders;
using IgMlNet.Robustness.Images;
using SkiaSharp;

namespace IgMlNet.Robustness.Tests.Datasets.ImageFolders;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_come_in_ordinal_order_with_classes_from_all_splits()
    {
        Put("test/b/10.png", 4);
        Put("test/b/9.png", 5);
        Put("test/B/x.PNG", 3);
        Put("train/a/0.png", 1);
        Put("test/c/0.jpg", 250, SKEncodedImageFormat.Jpeg);
        _folder.Write("test/b/.hidden", [1]);
        _folder.Write("test/b/Thumbs.db", [1]);

        var images = ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None);
        Assert.Equal(["B", "a", "b", "c"], images.ClassNames);
        Assert.Equal([0, 2, 2, 3], images.Labels);
        Assert.Equal([3, 4, 5], Enumerable.Range(0, 3).Select(i => (int)images.Pixels(i)[0]));
        Assert.InRange(images.Pixels(3)[0], 245, 255);
        Assert.Equal("3x4x6", images.Shape.ToString());
        Assert.Equal("test", images.Split);
    }

    [Fact]
    public void Png_pixels_are_exact_and_planar()
    {
        _folder.Write(
            "test/a/0.png", DataFiles.Picture(6, 4, (x, y) => new SKColor((byte)(10 * x), (byte)(20 * y), (byte)(x + y))));
        var pixels = ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None).Pixels(0);
        for (var y = 0; y < 4; y++)
        {
            for (var x = 0; x < 6; x++)
            {
                Assert.Equal(10 * x, pixels[y * 6 + x]);
                Assert.Equal(20 * y, pixels[24 + y * 6 + x]);
                Assert.Equal(x + y, pixels[48 + y * 6 + x]);
            }
        }
    }

    [Fact]
    public void Transparency_is_dropped_not_multiplied_in()
    {
        _folder.Write("test/a/0.png", DataFiles.Picture(2, 2, (_, _) => new SKColor(200, 100, 50, 128)));
        var pixels = ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None).Pixels(0);
        Assert.Equal([200, 100, 50], new int[] { pixels[0], pixels[4], pixels[8] });
    }

    [Fact]
    public void Grey_is_the_luma()
    {
        _folder.Write(
            "test/a/0.png", DataFiles.Picture(2, 1, (x, _) => x == 0 ? new SKColor(255, 0, 0) : new SKColor(90, 90, 90)));
        var images = ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None, ImageColors.Grey);
        Assert.Equal("1x1x2", images.Shape.ToString());
        Assert.Equal([76, 90], images.Pixels(0).ToArray());
    }

    [Fact]
    public void Images_of_many_sizes_are_brought_to_one_by_a_preprocessing()
    {
        _folder.Write("test/a/0.png", DataFiles.Picture(6, 4, (_, _) => SKColors.Red));
        _folder.Write("test/a/1.png", DataFiles.Picture(50, 400, (_, _) => SKColors.Lime));
        var resize = ImagePreprocessing.Resize(8, 9);
        var images = DatasetCatalog.BesideApplication.Open(_folder.Path, resize).Load(DatasetSplit.Test);
        Assert.Equal("3x9x8", images.Shape.ToString());
        Assert.Equal([255, 0], Enumerable.Range(0, 2).Select(i => (int)images.Pixels(i)[40]));
        Assert.Contains("choose a preprocessing", Fail().Remedy, StringComparison.Ordinal);
        var error = Assert.Throws<InputException>(() => DatasetCatalog.BesideApplication.Open("fashion-mnist", resize));
        Assert.Equal("fashion-mnist", error.InputSource);
        Assert.Contains("'Res8x9'", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_does_not_depend_on_the_threads()
    {
        for (var i = 0; i < 60; i++)
            Put($"test/{(char)('a' + i % 3)}/{i:000}.png", i);
        var first = ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None);
        Assert.Equal(60, first.Count);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => 3 * i), Enumerable.Range(0, 20).Select(i => (int)first.Pixels(i)[0]));
        for (var again = 0; again < 5; again++)
            Assert.Equal(first.ContentHash, ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None).ContentHash);
    }

    [Fact]
    public void Listed_classes_give_the_labels()
    {
        Put("test/cat/0.png", 1);
        Put("test/dog/0.png", 2);
        _folder.Write("classes.txt", "dog\nbird\r\ncat\n"u8);
        var images = ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None);
        Assert.Equal(["dog", "bird", "cat"], images.ClassNames);
        Assert.Equal([2, 0], images.Labels);
        _folder.Write("classes.txt", "dog\n"u8);
        Assert.Contains("cat", Fail().InputSource, StringComparison.Ordinal);
        _folder.Write("classes.txt", "dog\ncat\ndog\n"u8);
        Assert.Contains("twice", Fail().Problem, StringComparison.Ordinal);
        _folder.Write("classes.txt", [0x64, 0xFF, 0xFE]);
        Assert.Contains("UTF-8", Fail().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_to_images_and_classes_are_followed()
    {
        Put("elsewhere/one.png", 7);
        Directory.CreateDirectory(_folder.At("test/a"));
        File.CreateSymbolicLink(_folder.At("test/a/0.png"), _folder.At("elsewhere/one.png"));
        Directory.CreateSymbolicLink(_folder.At("test/b"), _folder.At("elsewhere"));
        Assert.Equal([0, 1], ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None).Labels);
    }

    public static TheoryData<string, byte[], string> Odd { get; } = new()
    {
        { "test/b/1.png", DataFiles.Picture(5, 4, (_, _) => SKColors.Red), "has 5x4 pixels" },
        { "test/b/1.png", "not an image"u8.ToArray(), "is not a PNG or JPEG" },
        { "test/b/1.png", [], "is empty" },
        { "test/b/1.png", DataFiles.Picture(6, 4, (_, _) => SKColors.Red, SKEncodedImageFormat.Webp), "is not a PNG or JPEG" },
        { "test/b/1.jpg", Slope(SKEncodedImageFormat.Jpeg)[..^40], "truncated" },
        { "test/b/1.png", Slope(SKEncodedImageFormat.Png)[..^20], "truncated" },
        { "test/b/1.gif", [1], "is no PNG or JPEG file by its name" },
        { "test/b/deep/1.png", [1], "is a folder" },
        { "test/stray.png", [1], "is a file where" },
        { "test/b/1.png", DataFiles.Gzip(new byte[100]), "packed by gzip" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void An_unusable_file_is_named(string name, byte[] content, string expected)
    {
        for (var i = 0; i < 20; i++)
            Put($"test/a/{i}.png", i);
        var path = _folder.Write(name, content);
        var error = Fail();
        Assert.StartsWith(error.InputSource, path, StringComparison.Ordinal);
        Assert.Contains(expected, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_bad_files_the_first_is_named()
    {
        for (var i = 0; i < 200; i++)
            Put($"test/a/{i:000}.png", i);
        foreach (var bad in new[] { 57, 58, 120, 190, 199 })
            _folder.Write($"test/a/{bad:000}.png", "bad"u8);
        for (var again = 0; again < 10; again++)
            Assert.EndsWith("057.png", Fail().InputSource, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dangling_link_is_named()
    {
        Put("test/a/0.png", 1);
        File.CreateSymbolicLink(_folder.At("test/a/1.png"), _folder.At("nothing.png"));
        var error = Fail();
        Assert.EndsWith("1.png", error.InputSource, StringComparison.Ordinal);
        Assert.Contains("link", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_splits_classes_or_images_is_an_error()
    {
        Assert.Contains("holds no folder", Fail().Problem, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.At("test"));
        Assert.Contains("no class", Fail().Problem, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.At("test/a"));
        Assert.Contains("no image", Fail().Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("val")]
    [InlineData("validation")]
    [InlineData("Test")]
    [InlineData("VAL")]
    public void Validation_images_are_the_test_split_where_there_is_no_other(string name)
    {
        Put($"{name}/a/0.png", 1);
        Assert.Equal(1, Read().Pixels(0)[0]);

        Put("test/a/0.png", 2);
        Assert.Equal(2, Read().Pixels(0)[0]);
    }

    [Theory]
    [InlineData("@eaDir")]
    [InlineData("__pycache__")]
    [InlineData("__MACOSX")]
    [InlineData("$RECYCLE.BIN")]
    public void Folders_that_other_tools_leave_are_no_classes(string name)
    {
        Put("test/a/0.png", 1);
        Put("test/b/0.png", 2);
        _folder.Write($"test/{name}/0.png/SYNOPHOTO_THUMB_M.jpg", [1]);
        _folder.Write($"test/a/{name}/thumbnail.jpg", [1]);

        Assert.Equal(["a", "b"], Read().ClassNames);
        Assert.Equal(2, Read().Count);
    }

    [Theory]
    [InlineData("Thumbs.db")]
    [InlineData("thumbs.db")]
    [InlineData("THUMBS.DB")]
    [InlineData("Desktop.ini")]
    public void Files_that_file_managers_leave_are_passed_over_in_any_case(string name)
    {
        Put("test/a/0.png", 1);
        _folder.Write($"test/a/{name}", [1]);
        _folder.Write($"test/{name}", [1]);

        Assert.Equal(1, Read().Count);
    }

    [Fact]
    public void A_class_is_one_whether_its_name_is_composed_or_not()
    {
        Put("test/cafe\u0301/0.png", 1);
        Put("train/caf\u00e9/0.png", 2);
        Assert.Equal(["caf\u00e9"], Read().ClassNames);

        _folder.Write("classes.txt", "th\u00e9\ncaf\u00e9\n"u8);
        Assert.Equal([1], Read().Labels);
    }

    [Fact]
    public void Reading_can_be_stopped()
    {
        for (var i = 0; i < 5; i++)
            Put($"test/a/{i}.png", i);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None, cancellationToken: new CancellationToken(canceled: true)));
    }

    private static byte[] Slope(SKEncodedImageFormat format) =>
        DataFiles.Picture(6, 4, (x, y) => new SKColor((byte)(x * 40), (byte)(y * 60), 3), format);

    private LabeledImages Read() => ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None);

    private InputException Fail() => Assert.Throws<InputException>(() => ImageFolder.Read(_folder.Path, DatasetSplit.Test, ImagePreprocessing.None));

    private void Put(string name, int red, SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        _folder.Write(name, DataFiles.Picture(6, 4, (_, _) => new SKColor((byte)red, 20, 30), format));
}
