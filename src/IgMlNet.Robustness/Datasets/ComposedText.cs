using System.Globalization;
using System.Text;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// Joins letters and the marks behind them (é as e and U+0301) to single characters, as Unicode's composed form NFC has them.
/// </summary>
/// <remarks>
/// .NET leaves texts as they are where an application runs without ICU (<c>InvariantGlobalization</c>), as <c>igml</c> does. Marks are
/// expected in canonical order, in which macOS writes them. <c>compositions.py</c> wrote the table.
/// </remarks>
internal static class ComposedText
{
    // Hangul is composed by arithmetic: Unicode standard, section 3.12.
    private const int Syllables = 0xAC00;
    private const int Leads = 0x1100;
    private const int Vowels = 0x1161;
    private const int Tails = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;

    private static readonly Lazy<Dictionary<(int Base, int Mark), Rune>> Compositions = new(Read);

    /// <summary>The composed form of a text.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
            return text;
        var composed = new List<Rune>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (composed.Count > 0 && Compose(composed[^1].Value, rune.Value) is { } joined)
                composed[^1] = joined;
            else
                composed.Add(rune);
        }

        return string.Concat(composed.Select(rune => rune.ToString()));
    }

    private static Rune? Compose(int first, int second)
    {
        if (first - Leads is >= 0 and < LeadCount && second - Vowels is >= 0 and < VowelCount)
            return new Rune(Syllables + (((((first - Leads) * VowelCount) + second) - Vowels) * TailCount));
        if (first - Syllables is >= 0 and < LeadCount * VowelCount * TailCount && (first - Syllables) % TailCount == 0
            && second - Tails is > 0 and < TailCount)
        {
            return new Rune(first + second - Tails);
        }

        return Compositions.Value.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static Dictionary<(int Base, int Mark), Rune> Read()
    {
        using var stream = typeof(ComposedText).Assembly.GetManifestResourceStream("Datasets/compositions.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Array.ConvertAll(
                line.TrimEnd('\r').Split(' '), code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
            .ToDictionary(codes => (codes[1], codes[2]), codes => new Rune(codes[0]));
    }
}
