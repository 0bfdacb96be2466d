using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IgMlNet.Robustness.Clip.Text;

/// <summary>
/// Resolves HTML's character references as Python's <c>html.unescape</c> does, by HTML5's rules: many names need no semicolon
/// (<c>&amp;amp</c>), numbers need none, and numbers of control characters mean what Windows-1252 has there, or nothing.
/// </summary>
/// <remarks>.NET's <c>WebUtility</c> knows the names of HTML 4 and wants semicolons. <c>entities.py</c> wrote the table.</remarks>
internal static partial class HtmlEntities
{
    private const int LongestNumber = 8;
    private const string Replacement = "\uFFFD";

    /// <summary>What 0x80 … 0x9F are in Windows-1252; those that it has not are themselves.</summary>
    private const string Windows1252 =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
        "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    private static readonly Lazy<Dictionary<string, string>> Names = new(Read);

    /// <summary>The text with its character references resolved.</summary>
    public static string Resolve(string text) =>
        text.Contains('&', StringComparison.Ordinal) ? Reference().Replace(text, match => Resolved(match.Groups[1].Value)) : text;

    private static string Resolved(string reference)
    {
        if (reference[0] == '#')
        {
            var digits = reference.TrimEnd(';')[1..];
            var style = digits[0] is 'x' or 'X' ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
            digits = digits.TrimStart('x', 'X').TrimStart('0');
            return digits.Length > LongestNumber ? Replacement
                : Character(digits.Length == 0 ? 0 : long.Parse(digits, style, CultureInfo.InvariantCulture));
        }

        if (Names.Value.TryGetValue(reference, out var named))
            return named;
        for (var length = reference.Length - 1; length > 1; length--)
        {
            if (Names.Value.TryGetValue(reference[..length], out named))
                return named + reference[length..];
        }

        return "&" + reference;
    }

    private static string Character(long code) => code switch
    {
        0 => Replacement,
        0x0D => "\r",
        >= 0x80 and <= 0x9F => Windows1252[(int)code - 0x80].ToString(),
        (>= 0xD800 and <= 0xDFFF) or > 0x10FFFF => Replacement,
        (>= 1 and <= 8) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
        _ when (code & 0xFFFE) == 0xFFFE => "",
        _ => new Rune((int)code).ToString(),
    };

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream("Clip/Text/entities.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split(' '))
            .ToDictionary(
                parts => parts[0],
                parts => string.Concat(parts.Skip(1).Select(code =>
                    new Rune(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())),
                StringComparer.Ordinal);
    }

    [GeneratedRegex(@"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
