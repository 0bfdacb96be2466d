using TorchSharp;

namespace IgMlNet.Robustness.Tests;

/// <summary>Counts the tensors that an action leaves behind.</summary>
/// <remarks>
/// What an action makes on first use and keeps on purpose (a cache, a constant) counts too: run it once before.
/// </remarks>
internal static class TensorLeaks
{
    /// <summary>The collection of tests that count the tensors of the whole process: it runs alone.</summary>
    internal const string WholeProcess = "Counts the tensors of the whole process";

    /// <summary>
    /// Fails if the action, on this thread, makes a tensor that it does not dispose, or disposes one that it did not make.
    /// Other threads do not disturb the count; nor does the garbage collector, which disposes on its own thread.
    /// </summary>
    internal static void AssertNone(Action action)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        Check(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before);
    }

    /// <summary>
    /// Like <see cref="AssertNone"/>, for an action that makes tensors on threads of its own. The test's class must be in
    /// the collection <see cref="WholeProcess"/>. It may not make modules: of a parameter, TorchSharp counts the making twice.
    /// </summary>
    internal static void AssertNoneOnAnyThread(Action action)
    {
        // Tensors that earlier tests left to their finalizers must not go while we count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;
        action();
        Check(torch.Tensor.TotalCount - before);
    }

    private static void Check(long difference)
    {
        if (difference > 0)
            Assert.Fail($"{difference} tensors were made and not disposed.");
        if (difference < 0)
            Assert.Fail($"{-difference} tensors were disposed that belong to someone else.");
    }
}
