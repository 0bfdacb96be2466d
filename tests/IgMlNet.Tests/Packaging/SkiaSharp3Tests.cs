using Microsoft.ML.Data;
using SkiaSharp;

namespace IgMlNet.Tests.Packaging;

/// <summary>Why the package warns of ML.NET 5's image transforms beside SkiaSharp 3, which this process has.</summary>
public sealed class SkiaSharp3Tests
{
    [Fact]
    public void ML_NET_5_cannot_read_the_pixels_of_its_own_images()
    {
        Assert.Equal(3, typeof(SKBitmap).Assembly.GetName().Version!.Major);
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [1, 2, 3, 4]);
        var wrong = Assert.Throws<MissingMethodException>(() => image.Pixels.Length);
        Assert.Contains("GetPixelSpan", wrong.Message, StringComparison.Ordinal);
    }
}
