using System.Runtime.InteropServices;

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
        if (OperatingSystem.IsLinux()
            && Environment.GetEnvironmentVariable(SpinCount) is null
            && Environment.GetEnvironmentVariable(WaitPolicy) is null)
        {
            // .NET's own setter changes a copy that native libraries do not see.
            _ = SetVariable(SpinCount, Briefly, overwrite: 0);
        }
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetVariable(string name, string value, int overwrite);
}
