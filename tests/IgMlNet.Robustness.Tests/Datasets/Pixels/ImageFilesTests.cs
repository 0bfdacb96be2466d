using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.ImageFolders;
using IgMlNet.Robustness.Images;
using SkiaSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Datasets.Pixels;

/// <summary>Images that are decoded while they are used are the very images that are held in memory.</summary>
public sealed class ImageFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageFilesTests()
    {
        for (var i = 0; i < 30; i++)
        {
            var shade = (byte)(i * 8);
            _folder.Write(
                $"test/{(char)('a' + (i % 3))}/{i:00}.png",
                DataFiles.Picture(12, 10, (x, y) => new SKColor(shade, (byte)(x * 20), (byte)(y * 20))));
        }
    }

    [Fact]
    public void Images_decoded_while_used_are_those_held_in_memory()
    {
        var resize = ImagePreprocessing.Resize(8, 7);
        var held = Read(resize, long.MaxValue);
        var streamed = Read(resize, mostBytesHeld: 0);

        Assert.Equal(held.ContentHash, streamed.ContentHash);
        Assert.Equal(held.Pixels(7).ToArray(), streamed.Pixels(7).ToArray());
        using var scope = NewDisposeScope();
        TensorAssert.IsSame(held.ImageTensor([5, 0, 29, 5], CPU), streamed.ImageTensor([5, 0, 29, 5], CPU));
        Assert.Equal(held.TakeInTurn(10).ContentHash, streamed.TakeInTurn(10).ContentHash);
        Assert.Equal(held.Subset([3, 1]).ContentHash, streamed.Subset([3, 1]).ContentHash);
    }

    [Fact]
    public void What_is_decoded_while_used_takes_no_memory_before()
    {
        var resize = ImagePreprocessing.Resize(1000, 1000);
        Read(resize, mostBytesHeld: 0);
        var allocated = GC.GetTotalAllocatedBytes();

        var streamed = Read(resize, mostBytesHeld: 0);

        // 30 images of 3 MB; other tests allocate as well.
        Assert.Equal(30, streamed.Count);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 60_000_000);
    }

    [Fact]
    public void A_file_that_changed_meanwhile_is_refused()
    {
        var streamed = Read(ImagePreprocessing.None, mostBytesHeld: 0);
        _folder.Write("test/b/04.png", DataFiles.Picture(12, 10, (_, _) => SKColors.Red));
        using var scope = NewDisposeScope();

        var error = Assert.Throws<InputException>(() => streamed.ImageTensor(.., CPU));

        Assert.EndsWith("04.png", error.InputSource, StringComparison.Ordinal);
        Assert.Contains("has changed", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_differ_are_told_of_before_images_are_used()
    {
        _folder.Write("test/c/99.png", DataFiles.Picture(5, 4, (_, _) => SKColors.Red));

        var error = Assert.Throws<InputException>(() => Read(ImagePreprocessing.None, mostBytesHeld: 0));

        Assert.Contains("has 5x4 pixels", error.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private LabeledImages Read(ImagePreprocessing preprocessing, long mostBytesHeld) => ImageFolder.Read(
        _folder.Path, DatasetSplit.Test, null, preprocessing, ImageColors.Rgb, mostBytesHeld, null, CancellationToken.None);
}
