using System.CommandLine;
using System.CommandLine.Parsing;
using IgMlNet.CommandLine.Options;
using IgMlNet.CommandLine.Terminal;
using IgMlNet.IO;

namespace IgMlNet.CommandLine;

/// <summary>
/// Runs a program: reads arguments, runs a command, and turns what went wrong into one line and an exit code.
/// </summary>
internal sealed class IgmlApplication(IgmlProgram program, TerminalOutput terminal)
{
    /// <summary>The environment variable that, set to 1, has failures told with their stack.</summary>
    public const string DebugVariable = "IGMLNET_DEBUG";

    private readonly Option<bool> _help = new("--help", "-h", "-?") { Recursive = true };
    private readonly Option<bool> _version = new("--version");

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words behind the program's name.</param>
    /// <param name="cancellationToken">Interrupts the command, which then says what it kept.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public int Run(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var name = program.Name;
        try
        {
            if (arguments.Count > 0 && arguments[0] == "help")
                arguments = [.. arguments.Skip(1), "--help"];
            // Without a token replacer, '@' at the start of a value is no file of arguments.
            var parsed = Root().Parse(
                arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            var command = parsed.CommandResult.Command;
            name = HelpText.Name(command);
            if (parsed.GetValue(_help) || arguments.Count == 0)
                return Show(HelpText.Render(command, terminal.Console.Profile.Width));
            if (parsed.GetValue(_version))
                return Show(ProgramVersion.Number + Environment.NewLine);
            foreach (var note in FormerNames(parsed))
                terminal.Error.WriteLine(Visible.Text($"{name}: {note}"));
            if (Problem(parsed) is { } problem)
                return Refuse(name, $"{problem} See '{name} --help'.");
            return ((IgmlCommand)command).Run(parsed, terminal, cancellationToken);
        }
        catch (InputException e)
        {
            return Refuse(name, e.Message);
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
        catch (OutputRefusedException e)
        {
            terminal.Error.WriteLine(Visible.Text($"{name}: {e.Message}."));
            return ExitCode.Failure;
        }
#pragma warning disable CA1031 // The last place to turn an exception into a line that a person can read.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (program.Explain(e) is { } failure)
            {
                foreach (var message in failure.Messages)
                    Refuse(name, message);
                return failure.ExitCode;
            }

            terminal.Error.WriteLine(Environment.GetEnvironmentVariable(DebugVariable) == "1"
                ? $"{name}: {e}"
                : $"{name}: failed: {Visible.FirstLine(e.Message).TrimEnd('.')}. Set {DebugVariable}=1 for the details.");
            return ExitCode.Failure;
        }
    }

    /// <summary>The command line's grammar.</summary>
    internal RootCommand Root()
    {
        var root = new ProgramRoot(program);
        root.Options.Clear();
        root.Directives.Clear();
        root.Add(_help);
        root.Add(_version);
        foreach (var command in program.Commands())
            root.Add(command);
        return root;
    }

    private static string? Problem(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            if (word.StartsWith('-') && parsed.Tokens.Any(static token => token.Type == TokenType.DoubleDash))
                return $"'{word}' is behind '--', where no options are read. Leave out the '--'.";
            var kind = word.StartsWith('-') ? "an option" : command.Subcommands.Count > 0 ? "a command" : "an argument";
            var meant = DidYouMean.Name(word, command) is { } name ? $" Did you mean {name}?" : "";
            return $"'{word}' is not {kind} here.{meant}";
        }

        if (command is not IgmlCommand)
            return "A command is missing.";
        return parsed.Errors is [var error, ..] ? error.Message.TrimEnd('.') + "." : null;
    }

    private static IEnumerable<string> FormerNames(ParseResult parsed) =>
        from option in parsed.CommandResult.Command.Options
        where option is IIgmlOption described && parsed.GetResult(option)?.IdentifierToken is { } token && described.FormerNames.Contains(token.Value)
        select $"{parsed.GetResult(option)!.IdentifierToken!.Value} is called {option.Name} now; the former name will go.";

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
