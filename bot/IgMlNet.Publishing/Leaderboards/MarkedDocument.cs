using System.Text;
using System.Text.RegularExpressions;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IgMlNet.Publishing.Leaderboards;

/// <summary>
/// A Markdown document with places for a leaderboard's tables: what stands between a line <c>&lt;!-- igml:leaderboard --&gt;</c> and a
/// line <c>&lt;!-- /igml:leaderboard --&gt;</c> is written anew, and every other byte stays as it is. What is shown in code is no marker.
/// </summary>
internal sealed partial class MarkedDocument
{
    /// <summary>The largest document that is read, in bytes.</summary>
    public const long LargestFile = 4L << 20;

    private const string Remedy =
        "Put a line '<!-- igml:leaderboard -->' and behind it a line '<!-- /igml:leaderboard -->' where the tables belong";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePreciseSourceLocation().Build();

    private readonly string _text;
    private readonly List<MarkedPlace> _places;

    private MarkedDocument(string path, string text, List<MarkedPlace> places) => (Path, _text, _places) = (path, text, places);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>How many places for tables it has.</summary>
    public int Places => _places.Count;

    /// <summary>Reads a document.</summary>
    /// <exception cref="InputException">It cannot be read, is not UTF-8, or its markers do not fit.</exception>
    public static MarkedDocument Read(string path) =>
        Parse(RegularFile.ReadAllBytes(path, LargestFile, "Name a Markdown document"), path);

    /// <summary>Reads the bytes of a document.</summary>
    /// <exception cref="InputException">They are not UTF-8, or the markers do not fit.</exception>
    public static MarkedDocument Parse(byte[] bytes, string path)
    {
        try
        {
            var text = Utf8.GetString(bytes);
            return new MarkedDocument(path, text, [.. PlacesOf(text, path)]);
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException(path, "is not UTF-8", "Save it as UTF-8", FormattableString.Invariant($"byte {e.Index}"), e);
        }
    }

    /// <summary>The document's bytes with tables in their places.</summary>
    /// <param name="tables">The Markdown for a place, with <c>\n</c> as line end.</param>
    public byte[] With(Func<LeaderboardFilter, string> tables)
    {
        if (_places.Count == 0)
            throw new InputException(Path, "has no markers for a leaderboard outside of code", Remedy);
        var text = new StringBuilder();
        var end = 0;
        foreach (var place in _places)
        {
            text.Append(_text, end, place.Start - end)
                .Append(place.LineEnd)
                .Append(tables(place.Filter).ReplaceLineEndings(place.LineEnd))
                .Append(place.LineEnd);
            end = place.End;
        }

        return Utf8.GetBytes(text.Append(_text, end, _text.Length - end).ToString());
    }

    private static IEnumerable<MarkedPlace> PlacesOf(string text, string path)
    {
        var found = AnyMarker().Matches(text);
        if (found.Count == 0)
            yield break;
        var document = Parsed(text, path);
        (LeaderboardFilter Filter, int End, int Line)? open = null;
        var seen = new Dictionary<LeaderboardFilter, int>();
        foreach (Match match in found)
        {
            var line = text.AsSpan(0, match.Index).Count('\n') + 1;
            if (IsCode(document, match.Index))
                continue;
            var (begin, end) = LineOf(text, match.Index);
            var marker = WholeMarker().Match(text[begin..end]);
            if (!marker.Success || !IsBlock(document, match.Index, begin))
                throw Wrong("the marker does not stand alone on a line of its own", "Give it a line of its own, outside of lists and quotes, behind an empty line");
            var isEnd = marker.Groups["end"].Length > 0;
            if (open is { } before)
            {
                if (!isEnd)
                    throw Wrong($"a place for tables begins within the one that began on line {before.Line}", "End the first one before");
                yield return new MarkedPlace(before.Filter, before.End, begin, text[before.End - 2] == '\r' ? "\r\n" : "\n");
                open = null;
                continue;
            }

            if (isEnd)
                throw Wrong("ends a place for tables that never began", Remedy);
            var filter = MarkerOptions.Parse(marker.Groups["options"].Value, path, LineName(line));
            if (!seen.TryAdd(filter, line))
                throw Wrong($"asks for the same tables as line {seen[filter]}", "Remove one of them");
            open = (filter, Math.Min(text.Length, end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1)), line);

            InputException Wrong(string problem, string remedy) => new(path, problem, remedy, LineName(line));
        }

        if (open is { } unfinished)
            throw new InputException(path, "a place for tables has no end", "Put a line '<!-- /igml:leaderboard -->' behind it", LineName(unfinished.Line));
    }

    private static MarkdownDocument Parsed(string text, string path)
    {
        try
        {
            // A byte order mark is no text; an empty line in its place keeps all offsets as they are.
            return Markdown.Parse(text.StartsWith('\uFEFF') ? "\n" + text[1..] : text, Pipeline);
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, "is too deeply nested to be read as Markdown", innerException: e);
        }
    }

    private static bool IsCode(MarkdownDocument document, int offset) =>
        document.Descendants().Any(node => node is CodeBlock or CodeInline && node.Span.Start <= offset && offset <= node.Span.End);

    /// <summary>Whether a block of the document itself, not of a list or quote, begins on the line.</summary>
    private static bool IsBlock(MarkdownDocument document, int offset, int begin) =>
        document.Any(block => block is HtmlBlock && block.Span.Start >= begin && block.Span.Start <= offset);

    private static (int Begin, int End) LineOf(string text, int offset)
    {
        var end = text.AsSpan(offset).IndexOfAny('\r', '\n');
        var begin = offset == 0 ? 0 : text.LastIndexOfAny(['\r', '\n'], offset - 1) + 1;
        return (begin == 0 && text[0] == '\uFEFF' ? 1 : begin, end < 0 ? text.Length : offset + end);
    }

    private static string LineName(int line) => FormattableString.Invariant($"line {line}");

    [GeneratedRegex(@"<!--\s*/?\s*igml:leaderboard", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyMarker();

    [GeneratedRegex(@"\A {0,3}<!-- *(?<end>/ *)?igml:leaderboard(?<options>( +[^<>]*?)?) *-->[ \t]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeMarker();

    /// <summary>A place between markers: from behind the first one's line to where the other's line begins.</summary>
    private sealed record MarkedPlace(LeaderboardFilter Filter, int Start, int End, string LineEnd);
}
