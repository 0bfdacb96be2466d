using System.Diagnostics;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Cifar;

namespace IgMlNet.Robustness.Tests.Datasets.Cifar;

/// <summary>The whole test split of CIFAR-10 as JPEG files, beside the reference values that were computed with its pixels.</summary>
public sealed class CifarJpegTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void All_10000_test_images_are_read_and_have_the_pixels_that_Pillow_decodes()
    {
        var archive = ReferenceData.Require("../data/cifar10-jpeg.tar.xz");
        using (var tar = Process.Start("tar", ["-xJf", archive, "-C", _folder.Path, "test"]))
        {
            tar.WaitForExit();
            Assert.Equal(0, tar.ExitCode);
        }

        var images = new DatasetCatalog("none").Open(_folder.Path).Load(DatasetSplit.Test);

        Assert.Equal(10_000, images.Count);
        Assert.Equal(CifarClassNames.Cifar10, images.ClassNames);
        Assert.All(images.Labels.CountBy(label => label), count => Assert.Equal(1000, count.Value));
        var expected = CifarBinary.Read(
            [ReferenceData.Require("cifar10/test-1000.bin")], CifarLabels.Cifar10, DataFiles.Description());
        var first = images.TakeInTurn(1000);
        Assert.Equal(expected.Labels, first.Labels);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(expected.Pixels(i).ToArray(), first.Pixels(i).ToArray()));
    }

    public void Dispose() => _folder.Dispose();
}
