using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Idx;

namespace IgMlNet.Robustness.Tests.Datasets.Idx;

public sealed class IdxImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_and_labels_are_read_packed_or_not(bool packed)
    {
        var pixels = DataFiles.Ramp(23 * 5 * 4);
        var images = Read(DataFiles.Idx([23, 5, 4], pixels), DataFiles.Idx([23], DataFiles.Turns(23)), packed);
        Assert.Equal(23, images.Count);
        Assert.Equal("1x5x4", images.Shape.ToString());
        Assert.Equal(Enumerable.Range(0, 23).Select(i => i % 10), images.Labels);
        for (var i = 0; i < 23; i++)
            Assert.Equal(pixels.AsSpan(20 * i, 20), images.Pixels(i));
        Assert.Equal(("letters", "test"), (images.Name, images.Split));
    }

    [Fact]
    public void Data_longer_than_a_block_come_whole_and_progress_ends_at_the_last_image()
    {
        var pixels = DataFiles.Ramp(3000 * 28 * 28);
        var reports = new List<ImagesRead>();
        var images = Read(
            DataFiles.Idx([3000, 28, 28], pixels),
            DataFiles.Idx([3000], DataFiles.Turns(3000)),
            packed: false,
            new Recorder(reports.Add));
        Assert.Equal(pixels.AsSpan(2999 * 784), images.Pixels(2999));
        Assert.Equal(pixels.AsSpan(1337 * 784, 784), images.Pixels(1337));
        Assert.Equal(new ImagesRead(3000, 3000), reports[^1]);
        Assert.True(reports.Count > 1);
        Assert.Equal(reports.OrderBy(report => report.Done), reports);
    }

    [Fact]
    public void Reading_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Read(
            DataFiles.Idx([3000, 28, 28], new byte[3000 * 784]),
            DataFiles.Idx([3000], new byte[3000]),
            false,
            new Recorder(_ => stop.Cancel()),
            stop.Token));
    }

    public static TheoryData<string, byte[], byte[], string> Broken { get; } = new()
    {
        { "no magic", DataFiles.Ramp(100), Labels(3), "offset 0" },
        { "labels given as images", Labels(3), Labels(3), "00000801" },
        { "element type of float", [0, 0, 0x0D, 3, .. Pictures(3)[4..]], Labels(3), "offset 0" },
        { "header cut", Pictures(3)[..9], Labels(3), "offset 9" },
        { "no image", DataFiles.Idx([0, 2, 2], []), DataFiles.Idx([0], []), "is empty" },
        { "flat images", DataFiles.Idx([3, 0, 2], []), Labels(3), "offset 8" },
        { "negative count", DataFiles.Idx([-1, 2, 2], new byte[12]), DataFiles.Idx([-1], []), "offset 4" },
        { "truncated images", Pictures(3)[..^1], Labels(3), "offset 27" },
        { "images too long", [.. Pictures(3), 0], Labels(3), "offset 28" },
        { "truncated labels", Pictures(3), Labels(3)[..^1], "offset 10" },
        { "labels too long", Pictures(3), [.. Labels(3), 0], "offset 11" },
        { "fewer labels", Pictures(3), Labels(2), "holds 2 labels for the 3 images" },
        { "label without class", Pictures(3), DataFiles.Idx([3], [0, 9, 10]), "label 10 has no class" },
        { "huge images", DataFiles.Idx([3, 2_000_000_000, 2_000_000_000], new byte[12]), Labels(3), "too large" },
        { "huge count", DataFiles.Idx([int.MaxValue, 2, 2], new byte[12]), DataFiles.Idx([int.MaxValue], [0]), "promises" },
        { "cut packing", DataFiles.Gzip(Pictures(900))[..^30], DataFiles.Idx([900], new byte[900]), "of the unpacked content" },
        { "packed images too long", DataFiles.Gzip([.. Pictures(3), 0]), Labels(3), "goes on" },
        { "bomb", DataFiles.Gzip(DataFiles.Idx([9_999_999, 28, 28], [])), DataFiles.Idx([9_999_999], []), "too many for" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_file_is_named_with_the_place_and_what_is_wrong(
        string what, byte[] pixels, byte[] labels, string expected)
    {
        var error = Assert.Throws<InputException>(() => Read(pixels, labels, packed: false));
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.StartsWith(_folder.Path, error.InputSource, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_packing_is_found_by_its_checksum()
    {
        var packed = DataFiles.Gzip(Pictures(900));
        packed[^7] ^= 1; // within the checksum behind the data
        var error = Assert.Throws<InputException>(() => Read(packed, DataFiles.Idx([900], new byte[900]), packed: false));
        Assert.Contains("gzip", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_or_empty_file_a_folder_and_a_dangling_link_are_named()
    {
        var labels = _folder.Write("labels", Labels(3));
        var empty = _folder.Write("empty", []);
        var link = _folder.At("link");
        File.CreateSymbolicLink(link, _folder.At("nothing"));
        foreach (var (path, problem) in new[]
        {
            (_folder.At("nothing"), "does not exist"), (empty, "is empty"), (_folder.Path, "is a folder"), (
                link, "is a link to something that does not exist"),
        })
        {
            var error = Assert.Throws<InputException>(() => IdxImages.Read(path, labels, DataFiles.Description()));
            Assert.Equal(path, error.InputSource);
            Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_link_to_a_file_is_followed()
    {
        var images = _folder.Write("images", Pictures(3));
        File.CreateSymbolicLink(_folder.At("link"), images);
        Assert.Equal(3, IdxImages.Read(_folder.At("link"), _folder.Write("labels", Labels(3)), DataFiles.Description()).Count);
    }

    private static byte[] Pictures(int count) => DataFiles.Idx([count, 2, 2], DataFiles.Ramp(4 * count));

    private static byte[] Labels(int count) => DataFiles.Idx([count], DataFiles.Turns(count));

    private LabeledImages Read(
        byte[] pixels,
        byte[] labels,
        bool packed,
        IProgress<ImagesRead>? progress = null,
        CancellationToken cancellationToken = default) =>
        IdxImages.Read(
            _folder.Write("images", packed ? DataFiles.Gzip(pixels) : pixels),
            _folder.Write("labels", packed ? DataFiles.Gzip(labels) : labels),
            DataFiles.Description(),
            progress,
            cancellationToken);

    private sealed class Recorder(Action<ImagesRead> report) : IProgress<ImagesRead>
    {
        public void Report(ImagesRead value) => report(value);
    }
}
