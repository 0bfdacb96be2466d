using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace IgMlNet.Reporting.Markdown;

/// <summary>
/// A piece of one line of Markdown that is safe to put anywhere: a string from data is escaped, so that it shows as it is and does
/// nothing. In an interpolated text the literal parts are Markdown, and every string in a hole is escaped:
/// <c>writer.Paragraph($"**{variant.DisplayName}** is better")</c>.
/// <para>
/// Whatever would still act after escaping where GitHub renders it (mentions, references to issues, bare addresses,
/// emoji names, mathematics) is shown as code, in which nothing acts. Line breaks and other control characters become
/// spaces; characters that reverse or hide text become �.
/// </para>
/// <para>
/// Neighbours cannot make each other act. Texts that follow one another are one text before it is decided how they are shown, and a
/// space stands between two code spans, whose fences would otherwise join.
/// </para>
/// </summary>
[InterpolatedStringHandler]
public sealed class MarkdownText
{
    private const string Escaped = "\\`*_{}[]<>|~&";
    private const char Fence = '`';
    private readonly List<Piece> _pieces;
    private readonly bool _isComplete;

    /// <summary>An empty text, to be filled by the parts of an interpolated one.</summary>
    public MarkdownText(int literalLength, int formattedCount) =>
        _pieces = new List<Piece>(literalLength == 0 ? formattedCount : (2 * formattedCount) + 1);

    private MarkdownText(params ReadOnlySpan<Piece> pieces)
    {
        _pieces = [.. pieces];
        _isComplete = true;
    }

    private MarkdownText(IEnumerable<Piece> pieces)
    {
        _pieces = [.. pieces];
        _isComplete = true;
    }

    private enum Kind
    {
        Markdown,
        Text,
        Code,
    }

    /// <summary>Nothing.</summary>
    public static MarkdownText Empty { get; } = new();

    /// <summary>A line break within a table cell or paragraph.</summary>
    public static MarkdownText LineBreak { get; } = new(new Piece(Kind.Markdown, "<br>"));

    /// <summary>A text that shows as it is.</summary>
    public static MarkdownText Plain(string text) => new(new Piece(Kind.Text, VisibleText.Clean(text)));

    /// <summary>A text that shows as it is, in code type.</summary>
    public static MarkdownText Code(string text) => new(new Piece(Kind.Code, VisibleText.Clean(text).Trim(' ')));

    /// <summary>A number as <see cref="Views.Format"/> gives it: brackets and all, it holds nothing that acts.</summary>
    internal static MarkdownText Number(string formatted) => new(new Piece(Kind.Markdown, formatted));

    /// <summary>Bold.</summary>
    public static MarkdownText Strong(MarkdownText text) => Around("**", text, "**");

    /// <summary>Struck out.</summary>
    public static MarkdownText Struck(MarkdownText text) => Around("~~", text, "~~");

    /// <summary>A link.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="address">An absolute address of a page.</param>
    /// <exception cref="ArgumentException">It is not absolute, or not the address of a page.</exception>
    public static MarkdownText Link(MarkdownText text, Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? Around("[", text, $"](<{address.AbsoluteUri}>)")
            : throw new ArgumentException("Expected the absolute address of a page.", nameof(address));

    /// <summary>A text as <see cref="Plain"/> shows it, cut to so many characters with an ellipsis for the rest.</summary>
    public static MarkdownText Shortened(string text, int longest) => Plain(VisibleText.Shortened(text, longest));

    /// <summary>Pieces with another between them.</summary>
    public static MarkdownText Join(MarkdownText separator, IEnumerable<MarkdownText> pieces) => new(
        pieces.SelectMany((piece, i) => i == 0 ? piece._pieces : separator._pieces.Concat(piece._pieces)));

    /// <summary>A literal part: Markdown without backticks, of which code spans are made.</summary>
    /// <exception cref="ArgumentException">It holds a backtick or a line break, or ends with a backslash.</exception>
    public void AppendLiteral(string markdown)
    {
        if (markdown.AsSpan().ContainsAny(Fence, '\n', '\r') || markdown.EndsWith('\\'))
            throw new ArgumentException("Expected Markdown of one line without backticks and without a backslash at its end.", nameof(markdown));
        Append(new Piece(Kind.Markdown, markdown));
    }

    /// <summary>A hole: a text that shows as it is.</summary>
    public void AppendFormatted(string text) => AppendFormatted(Plain(text));

    /// <summary>A hole: a safe piece.</summary>
    public void AppendFormatted(MarkdownText text)
    {
        foreach (var piece in text._pieces)
            Append(piece);
    }

    /// <summary>A hole: a whole number.</summary>
    public void AppendFormatted(long number) => AppendFormatted(Plain(number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The Markdown.</summary>
    public override string ToString()
    {
        var markdown = new StringBuilder();
        var endsWithCode = false;
        var pieces = Joined();
        for (var i = 0; i < pieces.Count; i++)
        {
            var text = pieces[i].Text;
            if (pieces[i].Kind == Kind.Text)
            {
                // Spaces are kept where they keep a text apart from code.
                text = endsWithCode && !Acts(text) ? text : text.TrimStart(' ');
                text = i + 1 < pieces.Count && pieces[i + 1].Kind == Kind.Code && !Acts(text) ? text : text.TrimEnd(' ');
            }

            if (text.Length == 0)
                continue;
            var isCode = pieces[i].Kind == Kind.Code || (pieces[i].Kind == Kind.Text && Acts(text));
            if (isCode)
                markdown.Append(endsWithCode ? " " : "").Append(CodeSpan(text));
            else if (pieces[i].Kind == Kind.Text)
                markdown.Append(EndsABracket(markdown) && text[0] is '(' or ':' ? "\\" : "").Append(Escape(text));
            else
                markdown.Append(text);
            endsWithCode = isCode;
        }

        return markdown.ToString();
    }

    private static MarkdownText Around(string before, MarkdownText text, string after) =>
        new(text._pieces.Prepend(new Piece(Kind.Markdown, before)).Append(new Piece(Kind.Markdown, after)));

    private static bool EndsABracket(StringBuilder markdown) => markdown.Length > 0 && markdown[^1] == ']';

    private void Append(Piece piece)
    {
        if (_isComplete)
            throw new InvalidOperationException("Only the parts of an interpolated text are appended.");
        _pieces.Add(piece);
    }

    /// <summary>The pieces, of which no two neighbours are texts, and none is empty.</summary>
    private List<Piece> Joined()
    {
        var joined = new List<Piece>(_pieces.Count);
        foreach (var piece in _pieces.Where(static piece => piece.Text.Length > 0))
        {
            if (piece.Kind == Kind.Text && joined is [.., { Kind: Kind.Text } before])
                joined[^1] = new Piece(Kind.Text, before.Text + piece.Text);
            else
                joined.Add(piece);
        }

        return joined;
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
        var fence = new string(Fence, LongestRunOfBackticks(text) + 1);
        var padding = text[0] == Fence || text[^1] == Fence ? " " : "";

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

    /// <summary>A part of a text.</summary>
    /// <param name="Kind">Whether it is Markdown of ours, a text from data, or such a text in code type.</param>
    /// <param name="Text">The Markdown, or the text before it is escaped.</param>
    private readonly record struct Piece(Kind Kind, string Text);
}
