using System.Globalization;
using System.Runtime.InteropServices;
using IgMlNet.IO;

namespace IgMlNet.CommandLine.Terminal;

/// <summary>
/// Turns the first Ctrl-C (or SIGTERM) into a cancellation, so that work ends in order and says what it kept. Work that does not look
/// at it in time, as inside a library, is ended with the process: files are whole or as they were before (<see cref="AtomicFile"/>),
/// and journals lose at most their last block. A second signal ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>The environment variable with another time in seconds that work may go on after the first signal.</summary>
    public const string GraceVariable = "IGMLNET_GRACE";

    /// <summary>How long work may go on after the first signal, in seconds, where the variable is not set.</summary>
    private const double UsualGrace = 1.5;

    private const double LongestGrace = 3600;
    private static readonly TimeSpan LongestMessage = TimeSpan.FromSeconds(0.2);

    private readonly TimeSpan _grace;

    private readonly CancellationTokenSource _source = new();
    private readonly string _program;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    private Interruption(string program, TimeSpan grace)
    {
        (_program, _grace) = (program, grace);
        ExitCode = CommandLine.ExitCode.Interrupted;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Handle(signal, CommandLine.ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Handle(signal, CommandLine.ExitCode.Terminated)),
        ];
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that the signal asks for.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Runs this process's program, interrupted by signals.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IgmlProgram program, IReadOnlyList<string> arguments)
    {
        if (Grace() is not { } grace)
        {
            Console.Error.WriteLine(
                $"{program.Name}: {GraceVariable}: is not a number of seconds from 0 to {LongestGrace}. Write for example {GraceVariable}=30.");
            return CommandLine.ExitCode.UnusableInput;
        }

        using var interruption = new Interruption(program.Name, grace);
        var exitCode = new IgmlApplication(program, TerminalOutput.OfProcess()).Run(arguments, interruption.Token);
        return exitCode == CommandLine.ExitCode.Interrupted ? interruption.ExitCode : exitCode;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private static TimeSpan? Grace() => Environment.GetEnvironmentVariable(GraceVariable) is not { Length: > 0 } text
        ? TimeSpan.FromSeconds(UsualGrace)
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestGrace
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private void Handle(PosixSignalContext signal, int exitCode)
    {
        if (Interlocked.Increment(ref _signals) > 1)
            return;
        signal.Cancel = true;
        ExitCode = exitCode;
        new Thread(EndAfterGrace) { IsBackground = true, Name = "End after grace" }.Start();
        _source.Cancel();
    }

    private void EndAfterGrace()
    {
        Thread.Sleep(_grace);
        AtomicFile.Abandon();

        // Whoever reads standard error may have stopped reading.
        Task.Run(() => Console.Error.WriteLine(
            $"{_program}: interrupted. The work did not stop in time and was ended. Files are whole, or as they were before.")).Wait(LongestMessage);

        // Leaves without waiting for threads that are inside native code.
        if (!OperatingSystem.IsWindows())
            EndProcess(ExitCode);
        Environment.Exit(ExitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void EndProcess(int exitCode);
}
