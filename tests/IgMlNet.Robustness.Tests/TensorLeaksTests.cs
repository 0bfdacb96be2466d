using TorchSharp;
using Xunit.Sdk;

namespace IgMlNet.Robustness.Tests;

[Collection(TensorLeaks.WholeProcess)]
public sealed class TensorLeaksTests
{
    [Fact]
    public void A_tensor_left_behind_is_found()
    {
        torch.Tensor? left = null;
        void Leak() => left = torch.zeros(3);
        Assert.Throws<FailException>(() => TensorLeaks.AssertNone(Leak));
        left!.Dispose();
        Assert.Throws<FailException>(() => TensorLeaks.AssertNoneOnAnyThread(Leak));
        left.Dispose();
    }

    [Fact]
    public void A_tensor_left_to_the_garbage_collector_is_found()
    {
        static void Leak()
        {
            for (var i = 0; i < 5; i++)
                torch.zeros(3);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Throws<FailException>(() => TensorLeaks.AssertNone(Leak));
    }

    [Fact]
    public void A_result_that_leaves_its_scope_is_found_and_one_that_stays_is_not()
    {
        torch.Tensor Add()
        {
            using var scope = torch.NewDisposeScope();
            return (torch.zeros(3) + torch.ones(3)).MoveToOuterDisposeScope();
        }

        Assert.Throws<FailException>(() => TensorLeaks.AssertNone(() => Add()));
        TensorLeaks.AssertNone(() =>
        {
            using var outer = torch.NewDisposeScope();
            Add();
        });
    }

    [Fact]
    public void Disposing_anothers_tensor_is_found()
    {
        using var other = torch.zeros(3);
        Assert.Throws<FailException>(() => TensorLeaks.AssertNone(other.Dispose));
    }

    [Fact]
    public void Tensors_of_other_threads_count_only_where_asked_for()
    {
        torch.Tensor? left = null;
        void LeakElsewhere()
        {
            var thread = new Thread(() => left = torch.zeros(3));
            thread.Start();
            thread.Join();
        }

        TensorLeaks.AssertNone(LeakElsewhere);
        left!.Dispose();
        Assert.Throws<FailException>(() => TensorLeaks.AssertNoneOnAnyThread(LeakElsewhere));
        left.Dispose();
    }

    [Fact]
    public void A_module_made_and_disposed_leaves_nothing()
    {
        TensorLeaks.AssertNone(() =>
        {
            using var scope = torch.NewDisposeScope();
            using var convolution = torch.nn.Conv2d(3, 4, 3);
            using var image = torch.zeros(1, 3, 8, 8);
            convolution.call(image).sum().backward();
        });
    }
}
