using System.Text;

namespace IgMlNet.Reporting.Markdown;

/// <summary>
/// Writes GitHub-flavoured Markdown block by block, with one blank line between blocks and <c>\n</c> as line end. Texts are
/// <see cref="MarkdownText"/>: nothing that comes from data can change the structure.
/// </summary>
public sealed class MarkdownWriter
{
    private readonly StringBuilder _markdown = new();

    /// <summary>A heading.</summary>
    /// <param name="level">1 to 6.</param>
    /// <param name="text">The text.</param>
    public void Heading(int level, MarkdownText text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 6);
        Block($"{new string('#', level)} {text}\n");
    }

    /// <summary>A paragraph.</summary>
    public void Paragraph(MarkdownText text) => Block($"{text}\n");

    /// <summary>A list of items without order; nothing where there are none.</summary>
    public void Bullets(IEnumerable<MarkdownText> items)
    {
        var lines = string.Concat(items.Select(static item => $"- {item}\n"));
        if (lines.Length > 0)
            Block(lines);
    }

    /// <summary>A table.</summary>
    /// <exception cref="ArgumentException">A row has not as many cells as there are columns.</exception>
    public void Table(IReadOnlyList<MarkdownColumn> columns, IEnumerable<IReadOnlyList<MarkdownText>> rows)
    {
        var table = new StringBuilder();
        Row(columns.Select(static column => column.Title.ToString()));
        Row(columns.Select(static column => column.Alignment == ColumnAlignment.Right ? "---:" : "---"));
        foreach (var row in rows)
        {
            if (row.Count != columns.Count)
                throw new ArgumentException($"A row has {row.Count} cells for {columns.Count} columns.", nameof(rows));
            Row(row.Select(static cell => cell.ToString()));
        }

        Block(table.ToString());

        void Row(IEnumerable<string> cells) => table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>Lines that show as they are, in code type.</summary>
    /// <param name="text">The lines; control characters but line ends become spaces.</param>
    /// <param name="language">The language, for colouring, e.g. <c>sh</c>; letters only.</param>
    public void CodeBlock(string text, string language = "")
    {
        if (!language.All(char.IsAsciiLetter))
            throw new ArgumentException("Expected letters only.", nameof(language));
        var fence = new string('`', Math.Max(3, MarkdownText.LongestRunOfBackticks(text) + 1));
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(VisibleText.Clean);
        Block($"{fence}{language}\n{string.Join('\n', lines)}\n{fence}\n");
    }

    /// <summary>Blocks that are folded up until the reader opens them.</summary>
    /// <param name="summary">What they are about: letters, digits, spaces and commas, which show the same in HTML.</param>
    /// <param name="write">Writes the blocks.</param>
    /// <exception cref="ArgumentException">The summary holds other characters.</exception>
    public void Details(string summary, Action<MarkdownWriter> write)
    {
        if (!summary.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or ','))
            throw new ArgumentException("Expected letters, digits, spaces and commas.", nameof(summary));
        var inner = new MarkdownWriter();
        write(inner);
        Block($"<details>\n<summary>{summary}</summary>\n\n{inner}\n</details>\n");
    }

    /// <summary>A picture.</summary>
    /// <param name="alternative">What it shows, in words.</param>
    /// <param name="relativePath">Where it lies, seen from the document.</param>
    public void Image(MarkdownText alternative, string relativePath)
    {
        var path = string.Join('/', relativePath.Split('/', '\\').Select(Uri.EscapeDataString));
        Block($"![{alternative}](<{path}>)\n");
    }

    /// <summary>The document so far.</summary>
    public override string ToString() => _markdown.ToString();

    private void Block(string lines)
    {
        if (_markdown.Length > 0)
            _markdown.Append('\n');
        _markdown.Append(lines);
    }
}
