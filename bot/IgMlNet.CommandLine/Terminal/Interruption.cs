using System.Runtime.InteropServices;

namespace IgMlNet.CommandLine.Terminal;

/// <summary>
/// Turns the first Ctrl-C (or SIGTERM) into a cancellation, so that work ends in order and says what it kept; a second one ends
/// the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interruption()
    {
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
        using var interruption = new Interruption();
        var exitCode = new IgmlApplication(program, TerminalOutput.OfProcess()).Run(arguments, interruption.Token);
        return exitCode == CommandLine.ExitCode.Interrupted ? interruption.ExitCode : exitCode;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal, int exitCode)
    {
        if (Interlocked.Increment(ref _signals) > 1)
            return;
        signal.Cancel = true;
        ExitCode = exitCode;
        _source.Cancel();
    }
}
