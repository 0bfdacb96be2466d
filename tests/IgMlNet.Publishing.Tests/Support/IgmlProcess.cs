using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IgMlNet.Publishing.Tests.Support;

/// <summary><c>igml</c> as a process of its own: for exit codes, signals, and what it loads.</summary>
internal sealed class IgmlProcess : IDisposable
{
    private const int InterruptSignal = 2;

    /// <summary>A program that a signal ends has its number more than this as exit code.</summary>
    private const int SignalBase = 128;

    /// <summary>The exit code of a killed process: 128 + SIGKILL.</summary>
    private const int Killed = 137;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly List<string> _lines = [];

    private IgmlProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The environment of a program that has all the time it wants to end in order: this machine may be busy.</summary>
    public static IReadOnlyDictionary<string, string> Patient { get; } = new Dictionary<string, string> { [Interruption.GraceVariable] = "170" };

    /// <summary>Starts a command line in a folder.</summary>
    public static IgmlProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartProgram(Path.Combine(AppContext.BaseDirectory, TestedProgram.File), folder, environment, arguments);

    private static IgmlProcess StartProgram(
        string program, string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        HeedInterrupts();
        return new IgmlProcess(Process.Start(start)!);
    }

    /// <summary>Runs a command line to its end.</summary>
    public static IgmlResult Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return process.Finish();
    }

    /// <summary>Runs a command line of the program in some file to its end.</summary>
    public static IgmlResult RunProgram(
        string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = StartProgram(program, folder, environment, arguments);
        return process.Finish();
    }

    /// <summary>Reads lines of standard output up to one that has a text.</summary>
    public void WaitForLine(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_process.StandardOutput.ReadLineAsync(patience.Token).AsTask().GetAwaiter().GetResult() is { } line)
        {
            _lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"'{text}' never came; standard error: {_error.GetAwaiter().GetResult()}");
    }

    /// <summary>Does what Ctrl-C does, or asks the process to end (SIGTERM).</summary>
    /// <param name="exitCode">The exit code that the program is to end with: <see cref="ExitCode.Interrupted"/> or <see cref="ExitCode.Terminated"/>.</param>
    public void Interrupt(int exitCode) => Assert.Equal(0, Kill(_process.Id, exitCode - SignalBase));

    /// <summary>Kills the process (SIGKILL) unless it ends before.</summary>
    /// <returns>Whether it was killed.</returns>
    public bool KillAfter(TimeSpan time)
    {
        if (_process.WaitForExit(time))
            return false;
        _process.Kill();
        _process.WaitForExit();
        return _process.ExitCode == Killed;
    }

    /// <summary>Waits for the end.</summary>
    public IgmlResult Finish()
    {
        using var patience = new CancellationTokenSource(Patience);
        var rest = _process.StandardOutput.ReadToEndAsync(patience.Token).GetAwaiter().GetResult();
        _process.WaitForExitAsync(patience.Token).GetAwaiter().GetResult();
        return new IgmlResult(
            _process.ExitCode, string.Join('\n', _lines.Append(rest)), _error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>
    /// Where these tests run as a background job, SIGINT is ignored, and so it would be by processes that they start.
    /// </summary>
    private static void HeedInterrupts()
    {
        if (!OperatingSystem.IsLinux())
            return;
        const string ignored = "SigIgn:";
        var mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith(ignored, StringComparison.Ordinal))[ignored.Length..];
        if ((Convert.ToUInt64(mask.Trim(), 16) & (1UL << (InterruptSignal - 1))) != 0)
            SetHandler(InterruptSignal, 0);
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetHandler(int signal, nint handler);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
