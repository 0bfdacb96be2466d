using System.CommandLine;
using IgMlNet.Bot.Commands;
using IgMlNet.Bot.GitHub;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.IO;
using IgMlNet.Reporting.Shards;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Bot;

/// <summary>
/// The command line <c>igml</c>: reads arguments, runs a command, and turns what went wrong into one line and an exit code.
/// </summary>
internal sealed class IgmlApplication(TerminalOutput terminal)
{
    /// <summary>The environment variable that, set to 1, has failures told with their stack.</summary>
    public const string DebugVariable = "IGMLNET_DEBUG";

    private readonly Option<bool> _help = new("--help", "-h", "-?") { Recursive = true };
    private readonly Option<bool> _version = new("--version");

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words behind <c>igml</c>.</param>
    /// <param name="cancellationToken">Interrupts the command, which then says what it kept.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public int Run(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var name = "igml";
        try
        {
            // Without a token replacer, '@' at the start of a value is no file of arguments.
            var parsed = Root().Parse(
                arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            var command = parsed.CommandResult.Command;
            name = HelpText.Name(command);
            if (parsed.GetValue(_help) || arguments.Count == 0)
                return Show(HelpText.Render(command, terminal.Console.Profile.Width));
            if (parsed.GetValue(_version))
                return Show(ProgramVersion.Number + Environment.NewLine);
            if (Problem(parsed) is { } problem)
                return Refuse(name, $"{problem} See '{name} --help'.");
            return ((IgmlCommand)command).Run(parsed, terminal, cancellationToken);
        }
        catch (Exception e) when (e is InputException or NativeBackendException)
        {
            return Refuse(name, e.Message);
        }
        catch (PlanFaultsException e)
        {
            foreach (var fault in e.Faults)
                Refuse(name, fault.Message);
            return ExitCode.UnusableInput;
        }
        catch (IncompleteEvaluationException e)
        {
            Refuse(name, e.Message);
            return ExitCode.Incomplete;
        }
        catch (GitHubException e)
        {
            Refuse(name, $"{e.Message}.");
            return ExitCode.GitHubFailed;
        }
        catch (InterruptedException e)
        {
            terminal.Error.WriteLine(Visible.Text($"{name}: interrupted. {e.Message}"));
            return ExitCode.Interrupted;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"{name}: interrupted. Nothing was written.");
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last place to turn an exception into a line that a person can read.
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.Error.WriteLine(Environment.GetEnvironmentVariable(DebugVariable) == "1"
                ? $"{name}: {e}"
                : $"{name}: failed: {Visible.FirstLine(e.Message).TrimEnd('.')}. Set {DebugVariable}=1 for the details.");
            return ExitCode.Failure;
        }
    }

    /// <summary>The command line's grammar.</summary>
    internal RootCommand Root()
    {
        var root = new RootCommand(
            "igml ranks the neurons of an image classifier, defends it at test time by the Interpretability-Guided Defense " +
            "(Kulkarni & Weng, ECCV 2024), attacks it, and reports how robust it is.");
        root.Options.Clear();
        root.Directives.Clear();
        root.Add(_help);
        root.Add(_version);
        foreach (var command in AllCommands.Create())
            root.Add(command);
        return root;
    }

    private static string? Problem(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            var kind = word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
            var meant = DidYouMean.Name(word, command) is { } name ? $" Did you mean {name}?" : "";
            return $"'{word}' is no {kind} here.{meant}";
        }

        if (command is not IgmlCommand)
            return "A command is missing.";
        return parsed.Errors is [var error, ..] ? error.Message.TrimEnd('.') + "." : null;
    }

    private int Show(string text)
    {
        terminal.Console.Profile.Out.Writer.Write(text);
        return ExitCode.Success;
    }

    private int Refuse(string name, string message)
    {
        terminal.Error.WriteLine(Visible.Text($"{name}: {message}"));
        return ExitCode.UnusableInput;
    }
}
