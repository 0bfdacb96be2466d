using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Cifar;

namespace IgMlNet.Robustness.Tests.Datasets.Cifar;

public sealed class CifarBinaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_reference_test_images_come_with_their_classes_in_turn()
    {
        var images = CifarBinary.Read(
            [ReferenceData.Require("cifar10/test-1000.bin")], CifarLabels.Cifar10, DataFiles.Description());
        Assert.Equal(1000, images.Count);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i % 10), images.Labels);
        Assert.Equal("3x32x32", images.Shape.ToString());
        Assert.Equal("frog", images.ClassNames[images.Labels[6]]);
        Assert.Equal(images.ContentHash, images.TakeInTurn(1000).ContentHash);
    }

    [Fact]
    public void Pixels_are_those_of_the_file_over_several_files()
    {
        var first = DataFiles.Cifar(350);
        var second = DataFiles.Cifar(3)[3073..];
        var images = CifarBinary.Read(
            [_folder.Write("a.bin", first), _folder.Write("b.bin", second)], CifarLabels.Cifar10, DataFiles.Description());
        Assert.Equal(352, images.Count);
        Assert.Equal(first.AsSpan(345 * 3073 + 1, 3072), images.Pixels(345));
        Assert.Equal(second.AsSpan(3073 + 1, 3072), images.Pixels(351));
        Assert.Equal([8, 9, 1, 2], images.Subset([348, 349, 350, 351]).Labels);
    }

    [Theory]
    [InlineData(CifarLabels.Cifar100Fine, 99)]
    [InlineData(CifarLabels.Cifar100Coarse, 0)]
    public void Of_cifar_100_either_label_is_read(CifarLabels labels, int expected)
    {
        var file = DataFiles.Cifar(30, labels);
        var images = CifarBinary.Read(
            [_folder.Write("a.bin", file)], labels, new DatasetDescription("c", DatasetSplit.Test, CifarClassNames.For(labels)));
        Assert.Equal(expected, images.Labels[0]);
        Assert.Equal(file.AsSpan(2, 3072), images.Pixels(0));
        Assert.Equal(30, images.Count);
    }

    [Fact]
    public void The_customary_names_are_complete_and_distinct()
    {
        Assert.Equal(10, CifarClassNames.Cifar10.Distinct().Count());
        Assert.Equal(100, CifarClassNames.Cifar100Fine.Distinct().Count());
        Assert.Equal(20, CifarClassNames.Cifar100Coarse.Distinct().Count());
        Assert.Equal(CifarClassNames.Cifar100Fine.Order(StringComparer.Ordinal), CifarClassNames.Cifar100Fine);
    }

    private static byte[] Fine => DataFiles.Cifar(3, CifarLabels.Cifar100Fine);

    public static TheoryData<string, byte[], CifarLabels, string> Broken { get; } = new()
    {
        { "cut", DataFiles.Cifar(3)[..^5], CifarLabels.Cifar10, "offset 6146" },
        { "too long", [.. DataFiles.Cifar(3), 0], CifarLabels.Cifar10, "offset 9219" },
        { "label", Marked(DataFiles.Cifar(3), 3073, 10), CifarLabels.Cifar10, "offset 3073" },
        { "coarse label", Marked(Fine, 3074, 20), CifarLabels.Cifar100Fine, "offset 3074" },
        { "fine label", Marked(Fine, 3075, 100), CifarLabels.Cifar100Coarse, "offset 3075" },
        { "packed", DataFiles.Gzip(DataFiles.Cifar(3)), CifarLabels.Cifar10, "packed by gzip" },
        { "empty", [], CifarLabels.Cifar10, "is empty" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_file_is_named_with_the_place(string what, byte[] content, CifarLabels labels, string expected)
    {
        var path = _folder.Write("data.bin", content);
        var description = new DatasetDescription("c", DatasetSplit.Test, CifarClassNames.For(labels));
        var error = Assert.Throws<InputException>(() => CifarBinary.Read([path], labels, description));
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.Equal(path, error.InputSource);
    }

    private static byte[] Marked(byte[] content, int place, byte value)
    {
        content[place] = value;
        return content;
    }
}
