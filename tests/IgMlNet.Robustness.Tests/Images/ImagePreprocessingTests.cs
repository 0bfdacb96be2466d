using IgMlNet.IO;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Tests.Datasets;
using SkiaSharp;

namespace IgMlNet.Robustness.Tests.Images;

public sealed class ImagePreprocessingTests
{
    /// <summary>
    /// What Pillow 9.4 gives for the picture (37x + 91y, 5x² + 13y, 255 where x + y is odd), modulo 256: planes in hexadecimal.
    /// </summary>
    public static TheoryData<int, int, string, string> Pillow { get; } = new()
    {
        { 7, 5, "Res4x3",
            "3a74a2898958758458926d7e091e559e1d3269b231467dc67d7f7f7d7d7f7f7d7d7f7f7d" },
        { 7, 5, "BicubicRes4x3",
            "3778a6849153758553976a7f061b52a21b3067b730457ccc7c7f7f7c7f7f7f7f7c7f7f7c" },
        { 5, 4, "Res8x7",
            "0010273e566d84942131485f778ea5b555657c93abc2d9e98999a86f5f768d9daabac245122940504c5c6d4b465d7484"
            + "1121384f677e95a50002060f1c2b415005070b14213046550c0e121b28374d5c14161a23303f55641b1d212a37465c6b"
            + "222428313e4d637227292d36435268770070ef5050ef70005b7b9f72729f7b5bed8d20a8a8208ded8080808080808080"
            + "1272df5757df7212a484608d8d6084a4ff8f10afaf108fff" },
        { 5, 4, "BicubicRes8x7",
            "000620374f66809017253f5d788fa9b951617b98b2c9e3f395adba6e587590a0aecbcf3800213c4c43586a45415c7686"
            + "01102c516f859faf0000050d1a2a4252030409111e2e46560c0d121a27374f5f14151a222f3f57671b1c212936465e6e"
            + "24252a323f4f677728292e3643536b7b0070ff3030ff7000577ba76a6aa77b57fb8d07c2c2078dfb8080808080808080"
            + "0472f83d3df87204a8845895955884a8ff8f00cfcf008fff" },
        { 23, 3, "BicubicRes2x3", "697585826f7b707e567e638b7d7d82827d7d" },
        { 3, 40, "Res3x2", "7c847a7e7e7d70757c8b89887e817e817e81" },
        { 1, 1, "BicubicRes3x2", "000000000000000000000000000000000000" },
        { 6, 6, "BicubicRes1x1", "724d80" },
    };

    public static TheoryData<string> Photographs { get; } =
    [
        "n01440764_tench", "n01871265_tusker", "n02090721_Irish_wolfhound", "n02356798_fox_squirrel", "n02391049_zebra",
        "n03095699_container_ship", "n04399382_teddy",
    ];

    [Theory]
    [MemberData(nameof(Pillow))]
    public void A_resize_is_Pillows_to_the_last_bit(int width, int height, string preprocessing, string planes)
    {
        using var file = ImageFile.Over(Formula(width, height), "formula");
        Assert.Equal(Convert.FromHexString(planes), file.Decode(ImagePreprocessing.Parse(preprocessing), ImageColors.Rgb));
    }

    [Theory]
    [MemberData(nameof(Photographs))]
    public void The_named_ones_agree_with_torchvision_on_photographs(string name)
    {
        using var file = ImageFile.Open(ReferenceData.Require($"imagenet/{name}.JPEG"));
        foreach (var preprocessing in ImagePreprocessing.Named.Where(one => one != ImagePreprocessing.None))
        {
            var expected = NpyFile.Read(ReferenceData.Require($"imagenet/{name}.{preprocessing.Name}.npy"));
            var (size, _) = preprocessing.OutputSize!.Value;
            Assert.Equal([size, size, 3], expected.Shape);
            var (most, mean) = Differences(file.Decode(preprocessing, ImageColors.Rgb), expected.ToInt64Array());

            // Equal where this was written; the tolerance is for JPEG decoders of other builds.
            Assert.True(
                most <= 1 && mean <= 0.01, FormattableString.Invariant($"{preprocessing}: at most {most}, {mean} in the mean"));
        }
    }

    [Fact]
    public void A_crop_larger_than_the_image_has_black_borders()
    {
        using var file = ImageFile.Over(DataFiles.Picture(101, 300, (_, _) => new SKColor(9, 200, 30)), "narrow");
        var planes = file.Decode(ImagePreprocessing.Crop288, ImageColors.Rgb);
        var row = planes.AsSpan(288 * 288, 288).ToArray();

        // torchvision puts (288 − 101) / 2 rounded down to the left.
        Assert.Equal(
            [.. Enumerable.Repeat((byte)0, 93), .. Enumerable.Repeat((byte)200, 101), .. Enumerable.Repeat((byte)0, 94)], row);
        Assert.Equal(row, planes.AsSpan((2 * 288 * 288) - 288, 288).ToArray());
    }

    [Fact]
    public void Grey_is_the_luma_before_it_is_resized()
    {
        using var file = ImageFile.Over(Formula(9, 9), "formula");
        using var grey = ImageFile.Over(DataFiles.Picture(9, 9, (x, y) => Grey(Pixel(x, y))), "grey");
        var resize = ImagePreprocessing.Resize(5, 4, ResizeFilter.Bicubic);
        Assert.Equal(grey.Decode(resize, ImageColors.Rgb)[..20], file.Decode(resize, ImageColors.Grey));
    }

    [Theory]
    [InlineData(1, 65_000)]
    [InlineData(65_000, 1)]
    [InlineData(65_000, 3)]
    public void A_long_thin_image_takes_no_more_than_its_crop(int width, int height)
    {
        using var file = ImageFile.Over(DataFiles.Picture(width, height, (_, _) => SKColors.Lime), "thin");
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var preprocessing in new[] { ImagePreprocessing.BicubicRes256Crop224, ImagePreprocessing.Resize(50, 2000) })
            Assert.All(file.Decode(preprocessing, ImageColors.Rgb)[..100], red => Assert.Equal(0, red));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 << 20);
    }

    [Fact]
    public void A_side_that_no_camera_has_is_refused()
    {
        var error = Assert.Throws<InputException>(
            () => ImageFile.Over(DataFiles.Picture(70_000, 1, (_, _) => SKColors.Red), "wide"));
        Assert.Equal("wide: claims 70000x1 pixels. Scale it down.", error.Message);
    }

    [Fact]
    public void Names_lead_back_to_what_they_name()
    {
        foreach (var one in ImagePreprocessing.Named.Append(ImagePreprocessing.Resize(32, 48, ResizeFilter.Bicubic)))
            Assert.Equal(one, ImagePreprocessing.Parse(one.Name.ToUpperInvariant()));
        Assert.Equal((32, 48), ImagePreprocessing.Parse("res32x48").OutputSize);
        Assert.Equal((200, 200), ImagePreprocessing.Parse("bicubicres224crop200").OutputSize);
        Assert.Equal("BicubicRes224Crop200", ImagePreprocessing.Parse("bicubicres224crop200").Name);
        Assert.Equal("Res300Crop200", ImagePreprocessing.ShortSide(300, 200).Name);
        Assert.Equal(ImagePreprocessing.CenterCrop(32), ImagePreprocessing.Parse("crop32"));
        foreach (var unknown in new[] { "", "Res", "Res0x3", "Res5", "Res-1x4", "Res99999x1", "Crop0", "Res8Crop", "Res0Crop8" })
        {
            var error = Assert.Throws<InputException>(() => ImagePreprocessing.Parse(unknown));
            Assert.Contains("Res256Crop224, Crop288, BicubicRes256Crop224", error.Remedy, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => ImagePreprocessing.Resize(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImagePreprocessing.Resize(5, 1 << 15));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImagePreprocessing.Resize(5, 5, (ResizeFilter)7));
    }

    private static byte[] Formula(int width, int height) => DataFiles.Picture(width, height, Pixel);

    private static SKColor Pixel(int x, int y) =>
        new((byte)((x * 37) + (y * 91)), (byte)((x * x * 5) + (y * 13)), (byte)((x + y) % 2 * 255));

    private static SKColor Grey(SKColor color)
    {
        var luma = (byte)(((19595 * color.Red) + (38470 * color.Green) + (7471 * color.Blue) + 0x8000) >> 16);
        return new SKColor(luma, luma, luma);
    }

    private static (long Most, double Mean) Differences(byte[] planes, long[] interleaved)
    {
        Assert.Equal(interleaved.Length, planes.Length);
        var (most, sum, plane) = (0L, 0L, planes.Length / 3);
        for (var i = 0; i < planes.Length; i++)
        {
            var difference = Math.Abs(planes[(i % 3 * plane) + (i / 3)] - interleaved[i]);
            (most, sum) = (Math.Max(most, difference), sum + difference);
        }

        return (most, sum / (double)planes.Length);
    }
}
