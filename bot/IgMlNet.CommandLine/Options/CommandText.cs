using System.CommandLine;
using System.CommandLine.Parsing;

namespace IgMlNet.CommandLine.Options;

/// <summary>The command line that gives a result again, as reports and recipes state it.</summary>
internal static class CommandText
{
    /// <summary>
    /// The command with the options that were given and on which results depend. Of paths only the last part is told: a report
    /// names no folder of the machine that made it.
    /// </summary>
    public static string Of(ParseResult arguments)
    {
        var command = (IgmlCommand)arguments.CommandResult.Command;
        var given = command.Groups
            .SelectMany(group => group.Options)
            .Where(option => ((IIgmlOption)option).DecidesResults)
            .Select(option => (Option: option, Result: arguments.GetResult(option)))
            .Where(entry => entry.Result is { Implicit: false })
            .Select(entry => $" {entry.Option.Name} {Quoted(Value(entry.Option, entry.Result!))}");
        var words = command.Arguments
            .Select(argument => $" {Quoted(FileName(arguments.GetResult(argument)!.Tokens[0].Value))}");
        return HelpText.Name(command) + string.Concat(words) + string.Concat(given);
    }

    private static string Value(Option option, OptionResult result)
    {
        var text = result.Tokens[0].Value;
        return ((IIgmlOption)option).IsPath ? FileName(text) : text;
    }

    private static string FileName(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    /// <summary>The word as a POSIX shell reads it back.</summary>
    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,+=%@".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
