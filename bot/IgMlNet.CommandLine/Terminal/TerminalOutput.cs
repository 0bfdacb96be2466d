using System.Text;
using Spectre.Console;

namespace IgMlNet.CommandLine.Terminal;

/// <summary>Where a command writes: results and progress to one console, error lines to another writer.</summary>
/// <param name="Console">Standard output. Where it is no terminal, only plain lines are written to it.</param>
/// <param name="Error">Standard error.</param>
internal sealed record TerminalOutput(IAnsiConsole Console, TextWriter Error)
{
    /// <summary>Tables and lines in files are not folded: this is wider than any of ours.</summary>
    private const int WidthOfFiles = 200;

    /// <summary>Whether a person watches, so that progress may move and colours may be used.</summary>
    public bool IsInteractive => Console.Profile.Capabilities.Interactive && Console.Profile.Capabilities.Ansi;

    /// <summary>The terminal or the files that this process writes to.</summary>
    public static TerminalOutput OfProcess()
    {
        var redirected = System.Console.IsOutputRedirected;
        if (redirected)
        {
            System.Console.SetOut(new GuardedWriter(
                new StreamWriter(System.Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true },
                static e => throw new OutputRefusedException(e)));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(System.Console.Out),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (redirected)
            console.Profile.Width = WidthOfFiles;

        // What cannot be said to anyone is not said; the exit code tells it.
        return new TerminalOutput(console, new GuardedWriter(System.Console.Error, static _ => { }));
    }

    /// <summary>Writes a line of plain text: in a terminal folded between words, in a file as it is.</summary>
    public void Line(string text = "")
    {
        if (IsInteractive)
            Console.WriteLine(Visible.Text(text));
        else
            Console.Profile.Out.Writer.WriteLine(Visible.Text(text));
    }
}
