using System.Reflection;
using IgMlNet.Robustness.Native;
using TorchSharp;
using Xunit.v3;

[assembly: IgMlNet.Tests.OneThreadAnOperation]

namespace IgMlNet.Tests;

/// <summary>
/// Tests run side by side, one on each core; operations of several threads, which spin while they wait for each other, would
/// starve them. One thread an operation also makes results equal to the last bit from run to run.
/// </summary>
/// <remarks>
/// libtorch keeps the number for each thread, and threads that it meets later begin with the one that was set last, anywhere. So it
/// is set before each test, and after it for the sake of those that begin meanwhile: a test may set another number and leave it.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class OneThreadAnOperationAttribute : BeforeAfterTestAttribute
{
    private static readonly Lazy<bool> HasLibtorch = new(() =>
    {
        try
        {
            TorchNative.EnsureLoaded();
            return true;
        }
        catch (NativeBackendException)
        {
            // Tests that need libtorch say so themselves; those of what happens without it go on.
            return false;
        }
    });

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => SetOne();

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => SetOne();

    private static void SetOne()
    {
        if (HasLibtorch.Value)
            torch.set_num_threads(1);
    }
}
