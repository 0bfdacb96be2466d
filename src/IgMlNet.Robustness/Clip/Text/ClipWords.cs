using System.Text;
using Microsoft.ML.Tokenizers;

namespace IgMlNet.Robustness.Clip.Text;

/// <summary>
/// Cuts a text into the words that byte pair encoding works on: special tokens, English contractions, runs of letters, single digits,
/// runs of anything else but white space. Characters beyond U+FFFF count as what they are.
/// </summary>
/// <remarks>
/// The published pattern is <c>&lt;\|startoftext\|&gt;|&lt;\|endoftext\|&gt;|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c>;
/// .NET's regular expressions see characters beyond U+FFFF as two that are no letters.
/// </remarks>
internal sealed class ClipWords(IReadOnlyList<string> specialTokens) : PreTokenizer
{
    /// <summary>The pattern ignores case, for which ſ is an s.</summary>
    private static readonly string[] Contractions = ["'s", "'ſ", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Digit,
        Other,
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var at = 0; at < text.Length;)
        {
            var length = Length(text, at);
            if (length > 0)
                yield return (at, length);
            at += length > 0 ? length : Rune.GetRuneAt(text, at).Utf16SequenceLength;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    /// <summary>The length of the word that begins at a place; 0 where white space does.</summary>
    private int Length(string text, int at)
    {
        var fixedWord = specialTokens.Concat(Contractions).FirstOrDefault(
            word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0);
        if (fixedWord is not null)
            return fixedWord.Length;
        var first = KindAt(text, at);
        if (first == Kind.Space)
            return 0;
        var end = at + Rune.GetRuneAt(text, at).Utf16SequenceLength;
        while (first != Kind.Digit && end < text.Length && KindAt(text, end) == first)
            end += Rune.GetRuneAt(text, end).Utf16SequenceLength;
        return end - at;
    }

    private static Kind KindAt(string text, int at)
    {
        var rune = Rune.GetRuneAt(text, at);
        return Rune.IsWhiteSpace(rune) ? Kind.Space
            : Rune.IsLetter(rune) ? Kind.Letter
            : Rune.IsNumber(rune) ? Kind.Digit
            : Kind.Other;
    }
}
