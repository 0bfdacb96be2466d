using Spectre.Console;

namespace IgMlNet.Publishing.Tests.Support;

/// <summary>Runs <c>igml</c> inside the test process.</summary>
internal static class Igml
{
    /// <summary>Runs a command line as if standard output were a file.</summary>
    public static IgmlResult Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    /// <summary>Runs a command line as if standard output were a file.</summary>
    public static IgmlResult Run(CancellationToken cancellationToken, params string[] arguments) =>
        Run(AnsiSupport.No, width: 200, arguments, cancellationToken);

    /// <summary>Runs a command line as if a person watched a terminal of so many columns.</summary>
    public static IgmlResult RunInTerminal(int width, params string[] arguments) =>
        Run(AnsiSupport.Yes, width, arguments, CancellationToken.None);

    /// <summary>Runs a command line and interrupts it as soon as it writes a text.</summary>
    public static IgmlResult RunUntil(string text, params string[] arguments)
    {
        using var interruption = new CancellationTokenSource();
        using var output = new InterruptingWriter(text, interruption);
        return Run(AnsiSupport.No, width: 200, arguments, output, interruption.Token);
    }

    private static IgmlResult Run(AnsiSupport ansi, int width, string[] arguments, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        return Run(ansi, width, arguments, output, cancellationToken);
    }

    private static IgmlResult Run(
        AnsiSupport ansi, int width, string[] arguments, StringWriter output, CancellationToken cancellationToken)
    {
        using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi,
            ColorSystem = ansi == AnsiSupport.Yes ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = ansi == AnsiSupport.Yes ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        var exitCode = new IgmlApplication(TestedProgram.Program, new TerminalOutput(console, error)).Run(arguments, cancellationToken);
        return new IgmlResult(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>Cancels when a line with a text is written to it.</summary>
internal sealed class InterruptingWriter(string text, CancellationTokenSource interruption) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true)
            interruption.Cancel();
    }
}

/// <summary>What a run of <c>igml</c> left behind.</summary>
internal sealed record IgmlResult(int ExitCode, string Output, string Error)
{
    /// <summary>Fails unless all went well and nothing was complained of.</summary>
    public IgmlResult Succeeded()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, ExitCode);
        return this;
    }

    /// <summary>Fails unless the run ended with one line on standard error and an exit code.</summary>
    public string OneLine(int exitCode)
    {
        Assert.EndsWith("\n", Error, StringComparison.Ordinal);
        var line = Assert.Single(Error.TrimEnd('\r', '\n').Split('\n'));
        Assert.Equal(exitCode, ExitCode);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }
}
