using IgMlNet.Robustness.Native;
using TorchSharp;

[assembly: AssemblyFixture(typeof(IgMlNet.Tests.OneThreadAnOperation))]

namespace IgMlNet.Tests;

/// <summary>
/// Tests run side by side, one on each core; operations of several threads, which spin while they wait for each other, would
/// starve them. One thread an operation also makes results equal to the last bit from run to run.
/// </summary>
public sealed class OneThreadAnOperation
{
    /// <summary>Runs before the first test of an assembly.</summary>
    public OneThreadAnOperation()
    {
        try
        {
            TorchNative.EnsureLoaded();
        }
        catch (NativeBackendException)
        {
            // Tests that need libtorch say so themselves; those of what happens without it go on.
            return;
        }

        torch.set_num_threads(1);
    }
}
