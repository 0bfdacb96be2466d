using System.Globalization;
using System.Text;

namespace IgMlNet.Robustness.Clip.Text;

/// <summary>
/// Lower case as Python's <c>str.lower</c> has it, by Unicode's full mapping: İ becomes i and a dot above, and Σ at the end of a word ς.
/// </summary>
internal static class LowerCase
{
    private const int DottedI = 0x130;
    private const int Sigma = 0x3A3;
    private const char FinalSigma = 'ς';

    /// <summary>Characters that word breaks pass over: Word_Break MidLetter, MidNumLet and Single_Quote.</summary>
    private const string WithinWords =
        "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

    /// <summary>The text in lower case.</summary>
    public static string Of(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var lower = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            if (runes[i].Value == DottedI)
                lower.Append("i\u0307");
            else if (runes[i].Value == Sigma && IsLast(runes, i))
                lower.Append(FinalSigma);
            else
                lower.Append(Rune.ToLowerInvariant(runes[i]));
        }

        return lower.ToString();
    }

    /// <summary>Whether a letter ends a word: a cased letter comes before it and none after it, whatever is passed over between.</summary>
    private static bool IsLast(Rune[] runes, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnored(runes[before]))
            before--;
        if (before < 0 || !IsCased(runes[before]))
            return false;
        var after = at + 1;
        while (after < runes.Length && IsIgnored(runes[after]))
            after++;
        return after == runes.Length || !IsCased(runes[after]);
    }

    private static bool IsIgnored(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || (rune.IsBmp && WithinWords.Contains((char)rune.Value, StringComparison.Ordinal));

    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9);
}
