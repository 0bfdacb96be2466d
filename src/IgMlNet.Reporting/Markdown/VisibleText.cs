using System.Globalization;
using System.Text;

namespace IgMlNet.Reporting.Markdown;

/// <summary>Texts from outside without the characters that have no look of their own or change that of others.</summary>
internal static class VisibleText
{
    /// <summary>The text on one line: line breaks and control characters are spaces, what reverses or hides text is �.</summary>
    public static string Clean(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
                UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => "\ufffd",
                _ => rune.ToString(),
            };
            visible.Append(shown);
        }

        return visible.ToString();
    }

    /// <summary>The text, or as much of it as fits, with an ellipsis for the rest.</summary>
    public static string Shortened(string text, int longest)
    {
        var visible = Clean(text).Trim(' ');
        if (visible.Length <= longest)
            return visible;
        var end = char.IsHighSurrogate(visible[longest - 2]) ? longest - 2 : longest - 1;
        return visible[..end].TrimEnd(' ') + "…";
    }
}
