using CsCheck;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Randomness;

public sealed class RandomStreamsTests
{
    private static readonly RandomSeed Seed = new(11);

    [Fact]
    public void An_image_meets_the_same_numbers_in_whatever_batch_it_is() =>
        Gen.Select(Gen.Long[-5, 1_000_000].Array[1, 6], Gen.Int[1, 40], Gen.Int[1, 3]).Sample(
            (ids, pixels, draws) =>
            {
                using var scope = NewDisposeScope();
                using var together = new RandomStreams(Seed, ids);
                var alone = ids.Select(id => new RandomStreams(Seed, [id])).ToList();
                var batch = zeros(ids.Length, 1, 1, pixels);
                var single = zeros(1, 1, 1, pixels);
                for (var draw = 0; draw < draws; draw++)
                {
                    TensorAssert.IsSame(together.Normal(batch), cat([.. alone.Select(streams => streams.Normal(single))]));
                    TensorAssert.IsSame(together.Uniform(batch), cat([.. alone.Select(streams => streams.Uniform(single))]));
                }

                alone.ForEach(streams => streams.Dispose());
            },
            iter: 50,
            threads: 1);

    [Fact]
    public void Other_images_seeds_and_draws_give_other_numbers()
    {
        using var scope = NewDisposeScope();
        using var streams = new RandomStreams(Seed, [1, 2]);
        using var others = new RandomStreams(new RandomSeed(12), [1, 2]);
        var images = zeros(2, 3, 4, 4);
        var first = streams.Normal(images);

        Assert.NotEqual(0, TensorAssert.LargestDifference(first[0], first[1]));
        Assert.NotEqual(0, TensorAssert.LargestDifference(first, streams.Normal(images)));
        Assert.NotEqual(0, TensorAssert.LargestDifference(first, others.Normal(images)));
    }

    [Fact]
    public void The_order_of_the_images_in_memory_does_not_matter()
    {
        using var scope = NewDisposeScope();
        using var one = new RandomStreams(Seed, [1, 2]);
        using var other = new RandomStreams(Seed, [1, 2]);
        var images = zeros(2, 3, 4, 4);

        TensorAssert.IsSame(one.Normal(images), other.Normal(images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)));
    }

    [Fact]
    public void Numbers_have_the_moments_of_their_distribution()
    {
        using var scope = NewDisposeScope();
        using var streams = new RandomStreams(Seed, [.. Enumerable.Range(0, 50).Select(i => (long)i)]);
        var images = zeros(50, 3, 20, 20, dtype: float64);
        var (normal, uniform) = (streams.Normal(images), streams.Uniform(images));

        // 60,000 numbers: five standard errors.
        Assert.Equal(float64, normal.dtype);
        Assert.InRange(normal.mean().ToDouble(), -0.02, 0.02);
        Assert.InRange(normal.std().ToDouble(), 0.98, 1.02);
        Assert.InRange(uniform.mean().ToDouble(), 0.494, 0.506);
        Assert.InRange(uniform.min().ToDouble(), 0, 0.001);
        Assert.InRange(uniform.max().ToDouble(), 0.999, 1);
        Assert.InRange(uniform.std().ToDouble(), 0.284, 0.293);
    }

    [Fact]
    public void No_gradient_is_recorded_and_no_tensor_left()
    {
        using var images = zeros(2, 3, 4, 4).requires_grad_(true);
        TensorLeaks.AssertNone(() =>
        {
            using var streams = new RandomStreams(Seed, [1, 2]);
            using var numbers = streams.Normal(images);
            Assert.False(numbers.requires_grad);
        });
    }

    [Fact]
    public void Misuse_is_refused()
    {
        using var scope = NewDisposeScope();
        var streams = new RandomStreams(Seed, [1, 2]);
        Assert.Throws<ArgumentException>(() => streams.Normal(zeros(3, 1, 1, 1)));
        streams.Dispose();
        Assert.Throws<ObjectDisposedException>(() => streams.Normal(zeros(2, 1, 1, 1)));
    }
}

/// <summary>What the process-wide generator has to say, asked while no other test draws from it.</summary>
[Collection(TensorLeaks.WholeProcess)]
public sealed class ProcessWideGeneratorTests
{
    [Fact]
    public void Streams_neither_read_nor_move_the_process_wide_generator()
    {
        using var scope = NewDisposeScope();
        var images = zeros(1, 3, 4, 4);
        Tensor Numbers()
        {
            using var streams = new RandomStreams(new RandomSeed(1), [0]);
            return streams.Normal(images);
        }

        random.manual_seed(5);
        var undisturbed = rand(8);
        var before = Numbers();
        random.manual_seed(5);
        var after = Numbers();

        TensorAssert.IsSame(before, after);
        TensorAssert.IsSame(undisturbed, rand(8));
    }
}
