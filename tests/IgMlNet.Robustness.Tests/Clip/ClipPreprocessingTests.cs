using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Clip;

public sealed class ClipPreprocessingTests : IDisposable
{
    private static readonly float[] Mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] Deviation = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_small_image_in_colour_is_enlarged_as_pillow_does_it()
    {
        byte[] red = [10, 200, 30, 90, 250, 0, 128, 64, 255];
        byte[] green = [10, 90, 128, 200, 250, 64, 30, 0, 255];
        byte[] blue = [.. red.Select(value => (byte)(255 - value))];

        var values = Levels(Images(3, 3, 3, [.. red, .. green, .. blue]), ClipPreprocessing.Published(7));

        // Pillow 9.4, Image.resize((7, 7), BICUBIC).
        byte[] expected =
        [
            0, 22, 121, 195, 137, 50, 15, 7, 36, 135, 206, 139, 44, 11, 38, 72, 174, 240, 146, 21, 0, 75, 107, 196, 250, 151, 25, 0,
            106, 118, 149, 171, 149, 116, 111, 129, 119, 91, 82, 145, 216, 231, 140, 121, 68, 46, 143, 255, 255,
        ];
        Assert.Equal(expected, values[..49]);
        Assert.Equal([255, 233, 134, 60, 118, 205, 240], values[98..105]);
    }

    [Fact]
    public void The_middle_of_a_wide_grey_image_is_taken_and_repeated_to_three_colours()
    {
        var pixels = Enumerable.Range(0, 15).Select(value => (byte)(value * 17)).ToArray();

        var values = Levels(Images(1, 3, 5, pixels), ClipPreprocessing.Published(6));

        // Pillow 9.4: 5×3 to 10×6, then columns 2 … 7.
        Assert.Equal([4, 13, 22, 30, 39, 48, 26, 35, 44, 52, 61, 70], values[..12]);
        Assert.Equal([190, 199, 208, 216, 225, 234], values[30..36]);
        Assert.Equal(values[..36], values[36..72]);
        Assert.Equal(values[..36], values[72..]);
    }

    [Fact]
    public void Pixels_are_scaled_to_one_and_normalised_by_channel()
    {
        var values = ClipPreprocessing.Published(2).Apply(Images(3, 2, 2, [.. Enumerable.Repeat((byte)51, 12)]), .., CPU)
            .data<float>().ToArray();

        for (var channel = 0; channel < 3; channel++)
            Assert.All(values[(4 * channel)..(4 * (channel + 1))], value => Assert.Equal((0.2f - Mean[channel]) / Deviation[channel], value, 1e-5f));
    }

    [Fact]
    public void A_crop_larger_than_the_image_pads_with_black()
    {
        var preprocessing = new ClipPreprocessing(ImagePreprocessing.CenterCrop(4), [0, 0, 0], [1, 1, 1]);

        var values = preprocessing.Apply(Images(1, 2, 2, [255, 51, 102, 153]), .., CPU).data<float>().ToArray();

        Assert.Equal([0f, 0, 0, 0, 0, 1, 0.2f, 0, 0, 0.4f, 0.6f, 0, 0, 0, 0, 0], values[..16]);
    }

    [Fact]
    public void A_range_of_images_is_prepared_in_order()
    {
        var images = LabeledImages.FromPixels(
            "levels", "probe", new ImageShape(1, 1, 1), ["a"], [0, 0, 0, 0], new byte[] { 0, 51, 102, 153 });
        var preprocessing = new ClipPreprocessing(ImagePreprocessing.CenterCrop(1), [0, 0, 0], [1, 1, 1]);

        var some = preprocessing.Apply(images, 1..3, CPU);

        Assert.Equal([2, 3, 1, 1], some.shape);
        Assert.Equal([0.2f, 0.2f, 0.2f, 0.4f, 0.4f, 0.4f], some.data<float>().ToArray());
    }

    [Fact]
    public void What_gives_no_square_of_one_size_or_does_not_normalise_three_colours_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ClipPreprocessing(ImagePreprocessing.None, Mean, Deviation));
        Assert.Throws<ArgumentException>(() => new ClipPreprocessing(ImagePreprocessing.Resize(4, 5), Mean, Deviation));
        Assert.Throws<ArgumentException>(() => new ClipPreprocessing(ImagePreprocessing.CenterCrop(4), [0], Deviation));
        Assert.Throws<ArgumentException>(() => new ClipPreprocessing(ImagePreprocessing.CenterCrop(4), Mean, [1, 0, 1]));
        Assert.Throws<ArgumentException>(() => ClipPreprocessing.Published(4).Apply(Images(2, 4, 4, new byte[32]), .., CPU));
    }

    private static LabeledImages Images(int channels, int height, int width, byte[] pixels) =>
        LabeledImages.FromPixels("one", "probe", new ImageShape(channels, height, width), ["a"], [0], pixels);

    /// <summary>The 256 levels of the prepared pixels, normalisation undone.</summary>
    private static byte[] Levels(LabeledImages images, ClipPreprocessing preprocessing)
    {
        var values = preprocessing.Apply(images, .., CPU).data<float>().ToArray();
        var area = values.Length / 3;
        return [.. values.Select((value, i) => (byte)MathF.Round(((value * Deviation[i / area]) + Mean[i / area]) * 255))];
    }
}
