using IgMlNet.Robustness.Native;

namespace IgMlNet.Bot;

/// <summary>
/// Keeps libtorch's threads from burning the processor while they wait for each other. GNU's OpenMP lets them spin for
/// milliseconds at the end of every operation, which on a machine that others use too makes small networks several times slower
/// (measured: 9 times, with 6 other busy processes on 2 cores).
/// </summary>
internal static class WaitingThreads
{
    private const string SpinCount = "GOMP_SPINCOUNT";
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>
    /// What OpenMP itself takes where it knows of more threads than processors; it cannot know of other processes.
    /// </summary>
    private const string Briefly = "1000";

    /// <summary>
    /// Has them spin briefly, unless the user's environment says how they wait. To be called before libtorch is loaded.
    /// </summary>
    public static void SpinBriefly()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(WaitPolicy) is null)
            NativeVariable.SetUnlessGiven(SpinCount, Briefly);
    }
}
