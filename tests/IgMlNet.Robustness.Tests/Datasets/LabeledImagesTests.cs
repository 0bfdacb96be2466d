using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using TorchSharp;

namespace IgMlNet.Robustness.Tests.Datasets;

public class LabeledImagesTests
{
    private static readonly ImageShape Shape = new(3, 2, 2);

    [Fact]
    public void Tensors_hold_bytes_over_255_and_labels_in_the_order_asked_for()
    {
        var images = Make(5);
        using var scope = torch.NewDisposeScope();
        var pixels = images.ImageTensor([4, 0, 4], torch.CPU);
        Assert.Equal([3, 3, 2, 2], pixels.shape);
        Assert.Equal(torch.ScalarType.Float32, pixels.dtype);
        byte[] expected = [.. images.Pixels(4), .. images.Pixels(0), .. images.Pixels(4)];
        Assert.Equal(expected.Select(value => value / 255f), pixels.data<float>().ToArray());

        var labels = images.LabelTensor(1..^1, torch.CPU);
        Assert.Equal(torch.ScalarType.Int64, labels.dtype);
        Assert.Equal([1L, 2, 0], labels.data<long>().ToArray());
    }

    [Fact]
    public void Making_tensors_leaves_none_behind()
    {
        var images = Make(5);
        TensorLeaks.AssertNone(() =>
        {
            using var pixels = images.ImageTensor(.., torch.CPU);
            using var labels = images.LabelTensor(.., torch.CPU);
            using var nothing = images.ImageTensor([], torch.CPU);
        });
    }

    [Fact]
    public void No_images_are_a_tensor_without_rows()
    {
        using var nothing = Make(5).ImageTensor(3..3, torch.CPU);
        Assert.Equal([0, 3, 2, 2], nothing.shape);
    }

    [Fact]
    public void An_index_without_image_is_refused()
    {
        var images = Make(5);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.ImageTensor([5], torch.CPU));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.LabelTensor([-1], torch.CPU));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Subset([0, 5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Pixels(5).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.ImageTensor(..6, torch.CPU));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Make([0, 3], new byte[24]));
        Assert.Throws<ArgumentException>(() => Make([0, -1], new byte[24]));
        Assert.Throws<ArgumentException>(() => Make([0, 1], new byte[23]));
        Assert.Throws<ArgumentException>(() => LabeledImages.FromPixels("n", "test", default, ["a"], [], Array.Empty<byte>()));
        Assert.Throws<ArgumentException>(() => LabeledImages.FromPixels("n", "test", Shape, [], [], Array.Empty<byte>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageShape(1, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageShape(3, 40_000, 40_000));
    }

    [Fact]
    public void The_hash_is_a_fixed_function_of_the_content()
    {
        // Reports and rankings hold this value; computed with Python's hashlib from the layout that ContentHash states.
        Assert.Equal("80b3621c492a217dcf2b145b8fceae0b082164af9b968e8e873265de51c9560c", Make(5).ContentHash);
    }

    [Fact]
    public void The_hash_tells_contents_apart_but_not_names_or_storage()
    {
        var images = Make(6);
        ReadOnlyMemory<byte>[] copies = [.. Enumerable.Range(0, 6).Select(i => images.Pixels(i).ToArray())];
        var elsewhere = new LabeledImages(
            "other", "train", Shape, DataFiles.Letters(3), images.Labels, copies);
        Assert.Equal(images.ContentHash, elsewhere.ContentHash);
        Assert.Equal(images.ContentHash, images.Subset([1, 0, 2, 3, 4, 5]).Subset([1, 0, 2, 3, 4, 5]).ContentHash);

        var pixels = DataFiles.Ramp(6 * Shape.Size);
        pixels[^1] ^= 1;
        string[] hashes =
        [
            images.ContentHash,
            images.Take(5).ContentHash,
            images.Subset([1, 0, 2, 3, 4, 5]).ContentHash,
            Make([0, 1, 2, 0, 1, 1], DataFiles.Ramp(6 * Shape.Size)).ContentHash,
            Make([0, 1, 2, 0, 1, 2], pixels).ContentHash,
            LabeledImages.FromPixels("n", "test", new(1, 3, 4), ["a", "b", "c"], images.Labels, DataFiles.Ramp(72)).ContentHash,
            LabeledImages.FromPixels("n", "test", Shape, ["a", "b", "d"], images.Labels, DataFiles.Ramp(72)).ContentHash,
            LabeledImages.FromPixels("n", "test", Shape, ["a", "bc", ""], images.Labels, DataFiles.Ramp(72)).ContentHash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void Taking_in_turn_alternates_between_the_classes_and_passes_over_what_has_run_out()
    {
        var images = Make([0, 0, 0, 2, 2, 1], DataFiles.Ramp(6 * Shape.Size));
        Assert.Equal([0, 1, 2, 0, 2], images.TakeInTurn(5).Labels);
        var all = images.TakeInTurn(100);
        Assert.Equal([0, 1, 2, 0, 2, 0], all.Labels);
        Assert.Equal(images.Pixels(5).ToArray(), all.Pixels(1).ToArray());
        Assert.Equal(images.Pixels(2).ToArray(), all.Pixels(5).ToArray());
        Assert.Equal(0, images.TakeInTurn(0).Count);
    }

    private static LabeledImages Make(int count) =>
        Make([.. Enumerable.Range(0, count).Select(i => i % 3)], DataFiles.Ramp(count * Shape.Size));

    private static LabeledImages Make(int[] labels, byte[] pixels) =>
        LabeledImages.FromPixels("letters", "test", Shape, DataFiles.Letters(3), labels, pixels);
}
