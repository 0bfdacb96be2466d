using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Training;

public sealed class AugmentationTests
{
    private const int Count = 400;
    private static readonly ImageShape Shape = new(2, 3, 4);
    private static readonly RandomSeed Seed = new(1);

    [Fact]
    public void Without_shift_and_mirroring_images_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        var data = Images(5);

        var batch = new Augmentation { Shift = 0, Mirroring = Mirroring.None }.Batch(data, [3, 0], Seed);

        TensorAssert.IsSame(data.ImageTensor([3, 0], CPU), batch);
    }

    [Fact]
    public void Every_image_is_a_shift_of_the_zero_padded_image_or_its_mirror_image_and_all_of_them_occur()
    {
        using var scope = NewDisposeScope();
        var data = Images(1);
        var image = data.ImageTensor(.., CPU)[0];
        var padded = zeros(2, 5, 6);
        padded[.., 1..4, 1..5].copy_(image);
        var possible = new List<Tensor>();
        for (var down = 0; down < 3; down++)
        {
            for (var right = 0; right < 3; right++)
            {
                var shifted = padded[.., down..(down + 3), right..(right + 4)];
                possible.AddRange([shifted, shifted.flip(2)]);
            }
        }

        var seen = new int[possible.Count];
        for (var epoch = 0; epoch < Count; epoch++)
        {
            var augmented = new Augmentation { Shift = 1 }.Batch(data, [0], Seed.For(epoch))[0];
            seen[possible.FindIndex(candidate => TensorAssert.LargestDifference(candidate, augmented) == 0)]++;
        }

        // 18 outcomes, 22 of each expected of 400.
        Assert.All(seen, times => Assert.InRange(times, 5, 50));
    }

    [Fact]
    public void What_happens_to_an_image_depends_on_seed_and_index_alone()
    {
        using var scope = NewDisposeScope();
        var data = Images(9);
        var augmentation = new Augmentation { Shift = 2 };

        var one = augmentation.Batch(data, [1, 5, 8], Seed);
        var other = augmentation.Batch(data, [8, 1], Seed);

        TensorAssert.IsSame(one[0], other[1]);
        TensorAssert.IsSame(one[2], other[0]);
        Assert.NotEqual(0, TensorAssert.LargestDifference(
            augmentation.Batch(data, [.. Enumerable.Range(0, 9)], Seed),
            augmentation.Batch(data, [.. Enumerable.Range(0, 9)], Seed.For(1))));
    }

    [Fact]
    public void A_shift_larger_than_the_image_leaves_black_pixels_only()
    {
        using var scope = NewDisposeScope();
        var batch = new Augmentation { Shift = 32 }.Batch(Images(200), [.. Enumerable.Range(0, 200)], Seed);

        Assert.InRange(batch.min().ToSingle(), 0, 0);
        Assert.InRange(batch.max().ToSingle(), 0, 1);
        Assert.Contains(Enumerable.Range(0, 200), i => batch[i].max().ToSingle() == 0);
    }

    private static LabeledImages Images(int count)
    {
        var pixels = new byte[count * Shape.Size];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i % 254) + 1);
        return LabeledImages.FromPixels("ramp", "train", Shape, ["a", "b"], new int[count], pixels);
    }
}
