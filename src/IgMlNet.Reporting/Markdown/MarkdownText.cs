using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace IgMlNet.Reporting.Markdown;

/// <summary>
/// A piece of one line of Markdown that is safe to put anywhere: what came in as a string is escaped, so that it shows as it is
/// and does nothing. In an interpolated text the literal parts are Markdown, and every string in a hole is escaped:
/// <c>writer.Paragraph($"**{variant.DisplayName}** is better")</c>.
/// <para>
/// Whatever would still act after escaping where GitHub renders it (mentions, references to issues, bare addresses,
/// emoji names, mathematics) is shown as code, in which nothing acts. Line breaks and other control characters become
/// spaces; characters that reverse or hide text become �.
/// </para>
/// </summary>
[InterpolatedStringHandler]
public sealed class MarkdownText
{
    private const string Escaped = "\\`*_{}[]<>|~&";
    private readonly StringBuilder _markdown;
    private readonly bool _isComplete;

    /// <summary>An empty text, to be filled by the parts of an interpolated one.</summary>
    public MarkdownText(int literalLength, int formattedCount) =>
        _markdown = new StringBuilder(literalLength + (16 * formattedCount));

    private MarkdownText(string markdown)
    {
        _markdown = new StringBuilder(markdown);
        _isComplete = true;
    }

    /// <summary>Nothing.</summary>
    public static MarkdownText Empty { get; } = new("");

    /// <summary>A line break within a table cell or paragraph.</summary>
    public static MarkdownText LineBreak { get; } = new("<br>");

    /// <summary>A text that shows as it is.</summary>
    public static MarkdownText Plain(string text)
    {
        var visible = VisibleText.Clean(text).Trim(' ');
        return new MarkdownText(Acts(visible) ? CodeSpan(visible) : Escape(visible));
    }

    /// <summary>A text that shows as it is, in code type.</summary>
    public static MarkdownText Code(string text) => new(CodeSpan(VisibleText.Clean(text).Trim(' ')));

    /// <summary>A number as <see cref="Views.Format"/> gives it: brackets and all, it holds nothing that acts.</summary>
    internal static MarkdownText Number(string formatted) => new(formatted);

    /// <summary>Bold.</summary>
    public static MarkdownText Strong(MarkdownText text) => new($"**{text}**");

    /// <summary>Struck out.</summary>
    public static MarkdownText Struck(MarkdownText text) => new($"~~{text}~~");

    /// <summary>A link.</summary>
    /// <param name="text">What it is called.</param>
    /// <param name="address">An absolute address of a page.</param>
    /// <exception cref="ArgumentException">It is not absolute, or no page's.</exception>
    public static MarkdownText Link(MarkdownText text, Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? new($"[{text}](<{address.AbsoluteUri}>)")
            : throw new ArgumentException("Expected the absolute address of a page.", nameof(address));

    /// <summary>A text as <see cref="Plain"/> shows it, cut to so many characters with an ellipsis for the rest.</summary>
    public static MarkdownText Shortened(string text, int longest) => Plain(VisibleText.Shortened(text, longest));

    /// <summary>Pieces with another between them.</summary>
    public static MarkdownText Join(MarkdownText separator, IEnumerable<MarkdownText> pieces) =>
        new(string.Join(separator.ToString(), pieces));

    /// <summary>A literal part: Markdown.</summary>
    public void AppendLiteral(string markdown) => Append(markdown);

    /// <summary>A hole: a text that shows as it is.</summary>
    public void AppendFormatted(string text) => Append(Plain(text).ToString());

    /// <summary>A hole: a safe piece.</summary>
    public void AppendFormatted(MarkdownText text) => Append(text.ToString());

    /// <summary>A hole: a whole number.</summary>
    public void AppendFormatted(long number) => Append(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The Markdown.</summary>
    public override string ToString() => _markdown.ToString();

    private void Append(string markdown)
    {
        if (_isComplete)
            throw new InvalidOperationException("Only the parts of an interpolated text are appended.");
        _markdown.Append(markdown);
    }

    /// <summary>Whether GitHub would make something of the text although it is escaped.</summary>
    private static bool Acts(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : ' ';
            if (text[i] is '@' or '#' or '$' || (text[i] == ':' && next != ' ') || (text[i] == '-' && IsIssuePrefix(text, i)))
                return true;
        }

        return text.Contains("www.", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>GH-12 refers to an issue.</summary>
    private static bool IsIssuePrefix(string text, int dash) =>
        dash >= 2 && text.AsSpan(dash - 2, 2).Equals("GH", StringComparison.OrdinalIgnoreCase);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (Escaped.Contains(text[i], StringComparison.Ordinal) || StartsABlock(text, i))
                escaped.Append('\\');
            escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    /// <summary>A list item, a heading's underline or a rule may begin at the start of a line only.</summary>
    private static bool StartsABlock(string text, int index)
    {
        var next = index + 1 < text.Length ? text[index + 1] : ' ';
        return index == 0
            ? text[0] == '=' || (text[0] is '-' or '+' && next is ' ' or '-')
            : text[index] is '.' or ')' && next == ' ' && !text.AsSpan(0, index).ContainsAnyExceptInRange('0', '9');
    }

    private static string CodeSpan(string text)
    {
        if (text.Length == 0)
            return "";
        var fence = new string('`', LongestRunOfBackticks(text) + 1);
        var padding = text[0] == '`' || text[^1] == '`' ? " " : "";

        // GitHub splits table rows before it looks at code, and takes the backslash away again.
        return fence + padding + text.Replace("|", "\\|", StringComparison.Ordinal) + padding + fence;
    }

    internal static int LongestRunOfBackticks(string text)
    {
        var (longest, current) = (0, 0);
        foreach (var c in text)
        {
            current = c == '`' ? current + 1 : 0;
            longest = Math.Max(longest, current);
        }

        return longest;
    }
}
