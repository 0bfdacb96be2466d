using System.CommandLine;
using System.Text;
using IgMlNet.CommandLine.Options;

namespace IgMlNet.CommandLine;

/// <summary>The help of a command, as plain text.</summary>
internal static class HelpText
{
    private const int NarrowestText = 30;
    private const int MostColumns = 110;

    /// <summary>The whole help of a command.</summary>
    /// <param name="command">The root command or one of its subcommands.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static string Render(Command command, int width)
    {
        var columns = Math.Min(width - 1, MostColumns);
        var text = new StringBuilder();
        AppendFolded(text, command.Description ?? "", "", columns);
        text.AppendLine();
        text.AppendLine($"Usage: {Usage(command)}");
        Rows(text, "Commands", [.. command.Subcommands.Select(c => (c.Name, c.Description ?? ""))], columns);
        Rows(text, "Arguments", [.. command.Arguments.Select(a => ($"<{a.Name}>", a.Description ?? ""))], columns);
        if (command is IgmlCommand { Groups: var groups })
        {
            foreach (var group in groups)
                Rows(text, group.Title, [.. group.Options.Select(Row)], columns);
        }

        Rows(text, "Help", [("-h, --help", "Show this help."), .. Version(command)], columns);
        if (command is IgmlCommand { Examples: { Count: > 0 } examples })
        {
            text.AppendLine().AppendLine("Examples");
            foreach (var example in examples)
            {
                AppendFolded(text, example.Purpose, "  ", columns);
                text.Append("    ").AppendLine(Called(example.CommandLine, command));
            }
        }
        else if (command.Subcommands.Count > 0)
        {
            text.AppendLine().AppendLine($"'{Name(command)} <command> --help' explains a command.");
        }

        return text.ToString();
    }

    /// <summary>The words that call a command: <c>igml data excerpt</c>.</summary>
    public static string Name(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Name(parent)} {command.Name}" : (command as ProgramRoot)?.ProgramName ?? command.Name;

    /// <summary>An example as this program is called: commands that several programs have are written for <c>igml</c>.</summary>
    private static string Called(string example, Command command)
    {
        var program = Name(command).Split(' ', 2)[0];
        return program + example[example.IndexOf(' ', StringComparison.Ordinal)..];
    }

    private static string Usage(Command command) =>
        (command.Subcommands.Count, command is IgmlCommand) switch
        {
            (0, _) => $"{Name(command)}{string.Concat(command.Arguments.Select(argument => $" <{argument.Name}>"))} [options]",
            (_, true) => $"{Name(command)} [command] [options]",
            _ => $"{Name(command)} <command> [options]",
        };

    private static (string Left, string Right)[] Version(Command command) =>
        command.Parents.Any() ? [] : [("--version", "Show the version.")];

    private static (string Left, string Right) Row(Option option)
    {
        var described = (IIgmlOption)option;
        var text = option.Description ?? "";
        return (
            described.ValueName is { } value ? $"{option.Name} <{value}>" : option.Name,
            described.DefaultText is { } usual ? $"{text} [default: {usual}]" : text);
    }

    private static void Rows(StringBuilder text, string title, (string Left, string Right)[] rows, int columns)
    {
        if (rows.Length == 0)
            return;
        text.AppendLine().AppendLine(title);
        var left = Math.Min(rows.Max(row => row.Left.Length) + 4, Math.Max(columns - NarrowestText, 4));
        foreach (var (name, description) in rows)
        {
            var start = $"  {name}  ";
            var indent = new string(' ', left);
            if (start.Length > left)
                text.AppendLine(start.TrimEnd()).Append(indent);
            else
                text.Append(start.PadRight(left));
            AppendFolded(text, description, indent, columns, column: left);
        }
    }

    /// <summary>Appends words, with a new line where they would go beyond the last column.</summary>
    private static void AppendFolded(StringBuilder text, string words, string indent, int columns, int column = -1)
    {
        if (column < 0)
        {
            text.Append(indent);
            column = indent.Length;
        }

        var start = column;
        foreach (var word in words.Split(' '))
        {
            if (column > start && column + 1 + word.Length > columns)
            {
                text.AppendLine().Append(indent);
                column = indent.Length;
                start = column;
            }
            else if (column > start)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.AppendLine();
    }
}
