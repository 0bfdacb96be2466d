using System.Text.RegularExpressions;
using IgMlNet.IO;
using IgMlNet.Robustness.Clip.Text;
using Microsoft.ML.Tokenizers;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip;

/// <summary>
/// CLIP's tokenizer: HTML entities resolved, white space collapsed, lower case, words, digits and punctuation apart, then byte pair
/// encoding with an end-of-word mark.
/// </summary>
/// <remarks>
/// Source: OpenAI's <c>simple_tokenizer.py</c>, whose results on any characters are those of Python's text functions. What it leaves to
/// the ftfy library, mending texts that were decoded wrongly, is not done: give texts that are sound, in composed form (NFC).
/// </remarks>
public sealed partial class ClipTokenizer
{
    /// <summary>What Python's <c>str.isspace</c> is true of.</summary>
    private static readonly char[] Stripped =
    [
        '\t', '\n', '\v', '\f', '\r', '\x1c', '\x1d', '\x1e', '\x1f', ' ', '\x85', '\xa0', '\u1680', '\u2000', '\u2001', '\u2002',
        '\u2003', '\u2004', '\u2005', '\u2006', '\u2007', '\u2008', '\u2009', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000',
    ];

    private readonly Tokenizer _tokenizer;
    private readonly int _start;
    private readonly int _end;

    private ClipTokenizer(ClipVocabulary vocabulary, int contextLength)
    {
        ContextLength = contextLength;
        (_start, _end) = (vocabulary.Tokens[ClipVocabulary.Start], vocabulary.Tokens[ClipVocabulary.End]);
        var special = new Dictionary<string, int> { [ClipVocabulary.Start] = _start, [ClipVocabulary.End] = _end };
        _tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens)
        {
            Merges = vocabulary.Merges,
            SpecialTokens = special,
            PreTokenizer = new ClipWords([.. special.Keys]),
            EndOfWordSuffix = ClipVocabulary.EndOfWord,
            ByteLevel = true,
        });
    }

    /// <summary>The most tokens of a text, start and end included.</summary>
    public int ContextLength { get; }

    /// <summary>Reads the vocabulary of a model.</summary>
    /// <param name="mergesPath">
    /// OpenAI's merges (<c>bpe_simple_vocab_16e6.txt.gz</c>), or Hugging Face's <c>merges.txt</c> with <c>vocab.json</c> beside it.
    /// </param>
    /// <param name="dimensions">The model's sizes: of its vocabulary and of its texts.</param>
    /// <exception cref="InputException">A file cannot be read or is of another model.</exception>
    public static ClipTokenizer Load(string mergesPath, ClipDimensions dimensions)
    {
        ArgumentException.ThrowIfNullOrEmpty(mergesPath);
        ArgumentNullException.ThrowIfNull(dimensions);
        return new ClipTokenizer(ClipVocabulary.Read(mergesPath, dimensions.VocabularySize), dimensions.ContextLength);
    }

    /// <summary>The tokenizer of a model whose vocabulary is bytes alone.</summary>
    internal static ClipTokenizer OfBytes(ClipDimensions dimensions) => new(ClipVocabulary.OfBytes, dimensions.ContextLength);

    /// <summary>The tokens of a text, start and end included. A text that is too long is cut, and then ends with the end token.</summary>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] tokens = [_start, .. _tokenizer.EncodeToIds(Clean(text)), _end];
        return tokens.Length <= ContextLength ? tokens : [.. tokens[..(ContextLength - 1)], _end];
    }

    /// <summary>
    /// The tokens of several texts, int64 [n, L], filled up with 0 to the longest. The caller's dispose scope owns them.
    /// </summary>
    /// <exception cref="ArgumentException">There is no text.</exception>
    public Tensor Encode(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
            throw new ArgumentException("There is no text.", nameof(texts));
        var tokens = texts.Select(Encode).ToList();
        var length = tokens.Max(text => text.Count);
        var filled = new long[texts.Count * length];
        for (var i = 0; i < tokens.Count; i++)
        {
            for (var j = 0; j < tokens[i].Count; j++)
                filled[(i * length) + j] = tokens[i][j];
        }

        return tensor(filled, [texts.Count, length]);
    }

    /// <summary>Python's <c>strip</c> takes control characters for white space that its regular expressions do not.</summary>
    private static string Clean(string text)
    {
        var resolved = HtmlEntities.Resolve(HtmlEntities.Resolve(text));
        return LowerCase.Of(WhiteSpace().Replace(resolved.Trim(Stripped), " ").Trim(Stripped));
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();
}
