using IgMlNet.Robustness.Native;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Native;

[Collection(TensorLeaks.WholeProcess)]
public sealed class ThreadSharesTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_test_begins_with_one_thread_whatever_another_set(int threads)
    {
        Assert.Equal(1, get_num_threads());
        set_num_threads(threads);
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(13, 3)]
    [InlineData(5, 5)]
    public void Every_image_is_in_one_share_and_shares_are_as_even_as_can_be(int images, int shares)
    {
        var (counts, owners) = (new int[shares], new int[images]);
        ThreadShares.Run(images, shares, threads: shares, (share, start, count) =>
        {
            counts[share] = count;
            foreach (ref var owner in owners.AsSpan(start, count))
                Interlocked.Increment(ref owner);
            Assert.Equal(1, get_num_threads());
            Assert.False(is_grad_enabled());
        });
        Assert.All(owners, owner => Assert.Equal(1, owner));
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public void Few_images_and_those_of_other_devices_are_left_together()
    {
        Assert.Equal(1, ThreadShares.CountFor(7, CPU, threads: 4));
        Assert.Equal(2, ThreadShares.CountFor(8, CPU, threads: 4));
        Assert.Equal(4, ThreadShares.CountFor(1000, CPU, threads: 4));
        Assert.Equal(1, ThreadShares.CountFor(1000, CPU, threads: 1));
        Assert.Equal(1, ThreadShares.CountFor(1000, META, threads: 4));
    }

    [Fact]
    public void Predictions_of_several_threads_are_those_of_one_in_their_order_and_leave_nothing_behind()
    {
        using var classifier = TinyModels.Classifier();
        var data = TinyModels.Images(13);
        TensorLeaks.AssertNoneOnAnyThread(() =>
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var images = data.ImageTensor(.., CPU);
            foreach (var layer in classifier.NeuronLayers)
            {
                set_num_threads(1);
                var (activations, logits) = (classifier.UpTo(layer, images), classifier.Logits(images));
                set_num_threads(3);
                var shared = classifier.UpTo(layer, images);
                TensorAssert.IsNear(activations, shared, 1e-5);
                TensorAssert.IsNear(logits, classifier.From(layer, shared), 1e-5);
                TensorAssert.IsNear(logits, classifier.Logits(images), 1e-5);
                Assert.Equal(3, get_num_threads());
            }
        });
    }
}
