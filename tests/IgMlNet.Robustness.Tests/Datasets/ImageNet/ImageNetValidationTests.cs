using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.ImageNet;
using IgMlNet.Robustness.Images;
using SkiaSharp;

namespace IgMlNet.Robustness.Tests.Datasets.ImageNet;

public sealed class ImageNetValidationTests : IDisposable
{
    private static readonly byte[] Picture = DataFiles.Picture(20, 16, (x, y) => new SKColor((byte)(x * 12), (byte)(y * 15), 99), SKEncodedImageFormat.Jpeg);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Classes_and_images_are_RobustBenchs()
    {
        var ids = File.ReadAllLines(ReferenceData.Require("imagenet/imagenet_test_image_ids.txt"));
        var classes = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, int>>(
            File.ReadAllText(ReferenceData.Require("imagenet/imagenet_class_to_id_map.json")))!;

        Assert.Equal(classes.OrderBy(entry => entry.Value).Select(entry => entry.Key), ImageNetValidation.ClassNames);
        Assert.All(ids.Where((_, i) => i % 250 == 0), id => Assert.Equal(
            id.Split('/')[0], ImageNetValidation.ListedClassOf(id.Split('/')[1])));
        Assert.Null(ImageNetValidation.ListedClassOf("ILSVRC2012_val_00000000.JPEG"));
    }

    /// <summary>All 5,000 files, all of one picture but the first two, which tell the order.</summary>
    [Fact]
    public void The_5000_images_are_read_in_their_order_from_class_folders_and_from_the_archives_flat_one()
    {
        var ids = File.ReadAllLines(ReferenceData.Require("imagenet/imagenet_test_image_ids.txt"));
        foreach (var (i, id) in ids.Index())
            Put(i % 2 == 0 ? id : id.Split('/')[1], Picture);
        Put(ids[0], File.ReadAllBytes(ReferenceData.Require("imagenet/n02391049_zebra.JPEG")));

        var source = new DatasetCatalog("none").Open(_folder.Path, ImagePreprocessing.Res256Crop224);
        var images = source.Load(DatasetSplit.Test);

        Assert.Equal("imagenet", source.Name);
        Assert.Equal(4 / 255.0, source.NormalEpsilon);
        Assert.Equal("3x224x224", images.Shape.ToString());
        Assert.Equal(ids.Select(id => id.Split('/')[0]), images.Labels.Select(label => images.ClassNames[label]));
        using var zebra = ImageFile.Open(ReferenceData.Require("imagenet/n02391049_zebra.JPEG"));
        Assert.Equal(zebra.Decode(ImagePreprocessing.Res256Crop224, ImageColors.Rgb), images.Pixels(0).ToArray());
        Assert.Equal(images.Pixels(1).ToArray(), images.Pixels(4999).ToArray());
        File.Delete(_folder.At("val/" + ids[2]));
        var missing = Assert.Throws<InputException>(() => source.Load(DatasetSplit.Test));
        Assert.Contains($"lacks 1 of the 5000 images that RobustBench evaluates on: {ids[2]}", missing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_many_sizes_need_a_preprocessing()
    {
        Put("n01440764/ILSVRC2012_val_00000293.JPEG", Picture);

        var error = Assert.Throws<InputException>(() => new DatasetCatalog("none").Open(_folder.Path).Load(DatasetSplit.Test));

        Assert.Contains("Res256Crop224", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void All_images_are_read_class_by_class()
    {
        foreach (var (i, name) in ImageNetValidation.ClassNames.Index())
            Put($"{name}/ILSVRC2012_val_{i + 1:00000000}.JPEG", Picture);
        Put("n01440764/ILSVRC2012_val_00049999.JPEG", Picture);

        var images = ImageNetValidation.Read(_folder.Path, ImageNetSelection.All, ImagePreprocessing.Resize(8, 8));

        Assert.Equal([0, 0, .. Enumerable.Range(1, 999)], images.Labels);
        Directory.Delete(_folder.At("val/n01443537"), recursive: true);
        Assert.Contains("n01443537", Assert.Throws<InputException>(() => ImageNetValidation.Read(
            _folder.Path, ImageNetSelection.All, ImagePreprocessing.Resize(8, 8))).Problem, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Put(string name, byte[] content) => _folder.Write("val/" + name, content);
}
