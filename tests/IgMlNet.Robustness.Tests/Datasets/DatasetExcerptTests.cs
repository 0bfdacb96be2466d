using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Manifests;

namespace IgMlNet.Robustness.Tests.Datasets;

public sealed class DatasetExcerptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bundled_excerpt_is_rebuilt_from_the_installed_package()
    {
        if (!Directory.Exists(DatasetCatalogTests.Installed))
            Assert.Skip("needs the Debian package dataset-fashion-mnist");
        var bundled = DatasetCatalog.BesideApplication.Open("fashion-mnist");
        bundled.Manifest!.Write(_folder.At("fashion-mnist/manifest.json"));
        DatasetExcerpt.Write(_folder.At("fashion-mnist"));
        var rebuilt = new DatasetCatalog(_folder.Path).Open("fashion-mnist");
        foreach (var split in new[] { DatasetSplit.Test, DatasetSplit.Probe })
            Assert.Equal(bundled.Load(split).ContentHash, rebuilt.Load(split).ContentHash);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_folder.At("fashion-mnist")), path => path.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void An_excerpt_takes_the_first_images_of_every_class_in_turn()
    {
        var pixels = DataFiles.Ramp(6 * 4);
        var manifest = Prepare(pixels, [1, 1, 0, 1, 0, 0]);
        manifest.Write(_folder.At("manifest.json"));
        var written = DatasetExcerpt.Write(_folder.At("manifest.json"), _folder.At("full"));
        var source = new DatasetCatalog(_folder.At("no-catalog")).Open(_folder.Path);
        Assert.Equal(written.Test, source.Manifest!.Test);
        var test = source.Load(DatasetSplit.Test);
        Assert.Equal([0, 1, 0, 1], test.Labels);
        Assert.Equal(pixels.AsSpan(4 * 2, 4), test.Pixels(0));
        Assert.Equal(pixels.AsSpan(0, 4), test.Pixels(1));
        Assert.Equal(pixels.AsSpan(4 * 4, 4), test.Pixels(2));
        Assert.Equal(pixels.AsSpan(4 * 1, 4), test.Pixels(3));
    }

    [Fact]
    public void Too_few_images_of_a_class_are_an_error()
    {
        Prepare(DataFiles.Ramp(6 * 4), [1, 1, 0, 1, 1, 1]).Write(_folder.At("manifest.json"));
        var error = Assert.Throws<InputException>(() => DatasetExcerpt.Write(_folder.Path, _folder.At("full")));
        Assert.Equal("test", error.Place);
    }

    [Fact]
    public void Another_edition_of_the_full_set_is_refused()
    {
        Prepare(DataFiles.Ramp(6 * 4), [1, 1, 0, 1, 0, 0]).Write(_folder.At("manifest.json"));
        _folder.Write("full/labels", DataFiles.Idx([6], [1, 1, 0, 1, 0, 1]));
        Assert.Equal(
            _folder.At("full/labels"),
            Assert.Throws<InputException>(() => DatasetExcerpt.Write(_folder.Path, _folder.At("full"))).InputSource);
    }

    [Fact]
    public void A_manifest_without_full_set_gives_no_excerpt()
    {
        (Prepare(DataFiles.Ramp(6 * 4), [1, 1, 0, 1, 0, 0]) with { FullSet = null }).Write(_folder.At("manifest.json"));
        Assert.Contains(
            "full set",
            Assert.Throws<InputException>(() => DatasetExcerpt.Write(_folder.Path)).Problem,
            StringComparison.Ordinal);
    }

    private DatasetManifest Prepare(byte[] pixels, byte[] labels)
    {
        _folder.Write("full/images", DataFiles.Idx([labels.Length, 2, 2], pixels));
        _folder.Write("full/labels", DataFiles.Idx([labels.Length], labels));
        ManifestSplit Split(string folder, string prefix, int count, DatasetSplit? from) => new()
        {
            Count = count,
            TakenFrom = from,
            Images = ManifestFile.Describe(folder, "images") with { Path = prefix + "images" },
            Labels = ManifestFile.Describe(folder, "labels") with { Path = prefix + "labels" },
        };
        var full = _folder.At("full");
        var bundled = DatasetCatalog.BesideApplication.Open("fashion-mnist").Manifest!;
        return bundled with
        {
            ImageShape = new(1, 2, 2),
            ClassNames = ["no", "yes"],
            Test = Split(full, "test-", 4, DatasetSplit.Test),
            Probe = Split(full, "probe-", 2, DatasetSplit.Train),
            FullSet = bundled.FullSet! with
            {
                Train = Split(full, "", labels.Length, null),
                Test = Split(full, "", labels.Length, null),
            },
            Model = null,
        };
    }
}
