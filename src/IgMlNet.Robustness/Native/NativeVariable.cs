using System.Runtime.InteropServices;

namespace IgMlNet.Robustness.Native;

/// <summary>Environment variables that native libraries see too: on Unix, .NET's own setter changes a copy of its own.</summary>
internal static class NativeVariable
{
    /// <summary>Sets one for this process, native libraries and child processes, unless the user's environment has it.</summary>
    public static void SetUnlessGiven(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null)
            return;
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
            _ = Set(name, value, overwrite: 0);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Set(string name, string value, int overwrite);
}
