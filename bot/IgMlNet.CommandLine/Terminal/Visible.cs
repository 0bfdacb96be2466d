using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IgMlNet.CommandLine.Terminal;

/// <summary>Text from outside, made fit for a terminal.</summary>
internal static partial class Visible
{
    /// <summary>
    /// The text with every control character, line breaks included, replaced by <c>?</c>, and every character that hides or reverses text
    /// by �. The signs that GitHub's runners read as a command, <c>::</c> and <c>##[</c>, are broken up wherever they stand: a line may be
    /// folded anywhere.
    /// </summary>
    public static string Text(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => visible.Append('?'),
                UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => visible.Append('\ufffd'),
                _ => visible.Append(rune),
            };
        }

        return CommandSign().Replace(visible.ToString(), "$0 ");
    }

    /// <summary>The first line of a message, without control characters.</summary>
    public static string FirstLine(string message) => Text(message.Trim().Split(['\r', '\n'], 2)[0].Trim());

    [GeneratedRegex(@":(?=:)|#(?=#\[)", RegexOptions.CultureInvariant)]
    private static partial Regex CommandSign();
}
