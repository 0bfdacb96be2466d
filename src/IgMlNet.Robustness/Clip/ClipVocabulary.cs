using System.Globalization;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;

namespace IgMlNet.Robustness.Clip;

/// <summary>
/// The vocabulary of a CLIP's tokenizer: the merges in order, and the number of every token. OpenAI's file of merges gives both;
/// Hugging Face's <c>merges.txt</c> has its numbers in the <c>vocab.json</c> beside it.
/// </summary>
internal sealed record ClipVocabulary(IReadOnlyDictionary<string, int> Tokens, IReadOnlyList<string> Merges)
{
    public const string Start = "<|startoftext|>";
    public const string End = "<|endoftext|>";
    public const string EndOfWord = "</w>";

    private const string NumbersFile = "vocab.json";
    private const int LongestFile = 16 << 20;
    private const int Bytes = 256;
    private const int Fixed = (2 * Bytes) + 2;

    /// <summary>Reads the vocabulary of a model.</summary>
    /// <param name="mergesPath">The merges, one a line behind a line that names the version; packed by gzip or not.</param>
    /// <param name="size">The model's number of tokens, which says how many of the file's merges it uses.</param>
    /// <exception cref="InputException">A file cannot be read, or is of another model.</exception>
    public static ClipVocabulary Read(string mergesPath, int size)
    {
        var wanted = size - Fixed;
        if (wanted < 0)
            throw Other(mergesPath, $"the model has {size} tokens, too few for a tokenizer of bytes");
        var merges = ReadMerges(mergesPath, wanted);
        var numbers = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(mergesPath))!, NumbersFile);
        return File.Exists(numbers)
            ? new ClipVocabulary(ReadNumbers(numbers, size, merges), merges)
            : new ClipVocabulary(Number(mergesPath, merges), merges);
    }

    /// <summary>Bytes alone, nothing merged.</summary>
    public static ClipVocabulary OfBytes { get; } = new(Number("a vocabulary of bytes", []), []);

    private static List<string> ReadMerges(string path, int wanted)
    {
        var merges = new List<string>(Math.Min(wanted, LongestFile / 4));
        foreach (var line in TextFile.Read(path, LongestFile).Split('\n').Skip(1).Take(wanted))
        {
            var merge = line.TrimEnd('\r');
            if (merge.Split(' ') is not [{ Length: > 0 }, { Length: > 0 }])
                break;
            merges.Add(merge);
        }

        return merges.Count == wanted
            ? merges
            : throw Other(path, $"has {merges.Count} merges where the model needs {wanted}");
    }

    /// <summary>Bytes, bytes at a word's end, what the merges make, start and end.</summary>
    private static Dictionary<string, int> Number(string path, List<string> merges)
    {
        var symbols = ByteSymbols().ToList();
        string[] tokens =
        [
            .. symbols, .. symbols.Select(symbol => symbol + EndOfWord),
            .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)), Start, End,
        ];
        var numbers = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        foreach (var token in tokens)
        {
            if (!numbers.TryAdd(token, numbers.Count))
                throw Other(path, $"two merges make '{token}'");
        }

        return numbers;
    }

    private static Dictionary<string, int> ReadNumbers(string path, int size, List<string> merges)
    {
        Dictionary<string, int>? numbers;
        try
        {
            numbers = JsonSerializer.Deserialize<Dictionary<string, int>>(TextFile.Read(path, LongestFile));
        }
        catch (JsonException e)
        {
            throw new InputException(path, "is no list of tokens and their numbers", "Fetch the file again", innerException: e);
        }

        if (numbers is null || numbers.Count != size || !numbers.Values.Order().SequenceEqual(Enumerable.Range(0, size)))
            throw Other(path, $"does not number {size} tokens from 0");
        var needed = ByteSymbols().SelectMany(symbol => new[] { symbol, symbol + EndOfWord })
            .Concat(merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)))
            .Append(Start).Append(End);
        return needed.FirstOrDefault(token => !numbers.ContainsKey(token)) is { } missing
            ? throw Other(path, $"has no number for '{missing}'")
            : numbers;
    }

    /// <summary>
    /// The visible character that stands for each byte: printable Latin-1 first and for itself, then the other bytes, by characters
    /// from U+0100 on.
    /// </summary>
    private static IEnumerable<string> ByteSymbols()
    {
        var printable = Enumerable.Range(0, Bytes).Where(value => value is (>= '!' and <= '~') or (>= 0xA1 and not 0xAD)).ToList();
        return printable.Concat(Enumerable.Range(Bytes, Bytes - printable.Count))
            .Select(value => ((char)value).ToString(CultureInfo.InvariantCulture));
    }

    private static InputException Other(string path, FormattableString problem) =>
        new(path, FormattableString.Invariant(problem), "Give the vocabulary that the model was published with");
}
