using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IgMlNet.Tests;

/// <summary>Runs the <c>dotnet</c> that runs the tests.</summary>
internal static class DotNet
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Runs it in a folder; what it says on both streams is one text.</summary>
    public static (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        var start = Start(arguments);
        start.WorkingDirectory = folder;
        return Run(start);
    }

    /// <summary>How a run with these arguments is started.</summary>
    public static ProcessStartInfo Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // The test runner's own build must not be taken for the child's, and no build server may outlive the tests.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        return start;
    }

    /// <summary>Runs what was prepared.</summary>
    public static (int ExitCode, string Output) Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var complained = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + complained.GetAwaiter().GetResult());
    }
}
