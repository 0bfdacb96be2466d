using System.IO.Compression;
using System.Text;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Clip;
using TorchSharp;

namespace IgMlNet.Robustness.Tests.Clip;

public sealed class ClipTokenizerTests : IDisposable
{
    private const int PublishedSize = 49408;
    private const int ToySize = 512 + 3 + 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_reference_text_gets_its_tokens()
    {
        var tokenizer = Published();
        foreach (var (text, tokens) in ReferenceClip.Tokenized())
            Assert.Equal(tokens, tokenizer.Encode(text));
    }

    /// <summary>Letters beyond U+FFFF, İ, final Σ, entities without semicolons, control characters: see <c>Text/tokens.py</c>.</summary>
    public static TheoryData<string, int[]> Unusual => [.. File
        .ReadAllLines(Path.Combine(ReferenceData.RepositoryRoot, "tests", "IgMlNet.Robustness.Tests", "Clip", "Text", "tokens.jsonl"))
        .Select(line => JsonSerializer.Deserialize<JsonElement[]>(line)!)
        .Select(pair => (pair[0].GetString()!, pair[1].Deserialize<int[]>()!))];

    [Theory]
    [MemberData(nameof(Unusual))]
    public void Unusual_characters_get_the_published_tokenizers_tokens(string text, int[] tokens) =>
        Assert.Equal(tokens, ClipTokenizer.OfBytes(Dimensions(512 + 2)).Encode(text));

    [Fact]
    public void Hugging_faces_two_files_give_the_same_tokens()
    {
        var merges = Path.Combine(_folder.FullName, "merges.txt");
        using (var packed = new GZipStream(
            File.OpenRead(ReferenceData.Require("clip/bpe_simple_vocab_16e6.txt.gz")), CompressionMode.Decompress))
        using (var reader = new StreamReader(packed))
        {
            File.WriteAllLines(merges, reader.ReadToEnd().Split('\n').Take(PublishedSize - 514 + 1));
        }

        File.WriteAllText(
            Path.Combine(_folder.FullName, "vocab.json"),
            JsonSerializer.Serialize(ClipVocabulary.Read(ReferenceData.Require("clip/bpe_simple_vocab_16e6.txt.gz"), PublishedSize).Tokens));
        var tokenizer = ClipTokenizer.Load(merges, Dimensions(PublishedSize));

        foreach (var (text, tokens) in ReferenceClip.Tokenized())
            Assert.Equal(tokens, tokenizer.Encode(text));
    }

    [Fact]
    public void Numbers_of_vocab_json_are_used_where_it_is_there()
    {
        var path = Toy();
        var usual = ClipTokenizer.Load(path, Dimensions(ToySize)).Encode("cat");
        var numbers = ClipVocabulary.Read(path, ToySize).Tokens
            .ToDictionary(token => token.Key, token => ToySize - 1 - token.Value);
        File.WriteAllText(Path.Combine(_folder.FullName, "vocab.json"), JsonSerializer.Serialize(numbers));

        Assert.Equal(
            usual.Select(token => ToySize - 1 - token), ClipTokenizer.Load(path, Dimensions(ToySize)).Encode("cat"));
    }

    [Fact]
    public void Merges_apply_in_their_order_and_start_and_end_stand_around()
    {
        // 512 bytes and bytes at a word's end, then: 'c a', 'a t</w>', 'ca t</w>', start, end.
        var tokenizer = ClipTokenizer.Load(Toy(), Dimensions(ToySize));

        Assert.Equal([515, 514, 516], tokenizer.Encode(" CAT "));
        Assert.Equal([515, 513, 516], tokenizer.Encode("at"));
        Assert.Equal(tokenizer.Encode("cat cat"), tokenizer.Encode("cat\t\n  cat"));
        Assert.Equal([515, 515, 514, 516, 516], tokenizer.Encode("<|startoftext|>cat<|endoftext|>"));
    }

    [Fact]
    public void A_text_that_is_too_long_ends_with_the_end_token()
    {
        var tokens = ClipTokenizer.Load(Toy(), Dimensions(ToySize)).Encode(new string('!', 500) + " " + string.Join(' ', Enumerable.Repeat("cat", 200)));

        Assert.Equal(77, tokens.Count);
        Assert.Equal((515, 516), (tokens[0], tokens[^1]));
    }

    [Fact]
    public void Texts_together_are_filled_up_with_zeros()
    {
        using var scope = torch.NewDisposeScope();
        var tokenizer = ClipTokenizer.Load(Toy(), Dimensions(ToySize));

        var tokens = tokenizer.Encode(["cat", "cat at"]);

        Assert.Equal([2, 4], tokens.shape);
        Assert.Equal([515L, 514, 516, 0, 515, 514, 513, 516], tokens.data<long>().ToArray());
        Assert.Throws<ArgumentException>(() => tokenizer.Encode(Array.Empty<string>()));
    }

    [Theory]
    [InlineData("#version: 0.2\nc a\n", "1 merges where the model needs 3")]
    [InlineData("#version: 0.2\nc a\nbroken\nca t</w>\n", "1 merges where the model needs 3")]
    [InlineData("#version: 0.2\nc a\nc a\nca t</w>\n", "two merges make 'ca'")]
    public void Merges_of_another_model_are_refused(string content, string problem)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "merges.txt"), content);
        IsRefused("merges.txt", problem);
    }

    [Theory]
    [InlineData("[]", "no list of tokens")]
    [InlineData("{\"a\":0}", "does not number 517 tokens")]
    [InlineData("null", "does not number 517 tokens")]
    public void Numbers_of_another_model_are_refused(string content, string problem)
    {
        Toy();
        File.WriteAllText(Path.Combine(_folder.FullName, "vocab.json"), content);
        IsRefused("vocab.json", problem);
    }

    [Fact]
    public void A_packed_file_that_swells_and_one_that_is_no_text_are_refused()
    {
        var path = Path.Combine(_folder.FullName, "merges.txt");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Optimal))
            packed.Write(new byte[40 << 20]);
        IsRefused("merges.txt", "more than");
        File.WriteAllBytes(path, [0xFF, 0xFE, 0x80]);
        IsRefused("merges.txt", "UTF-8");
    }

    private void IsRefused(string file, string problem)
    {
        var error = Assert.Throws<InputException>(
            () => ClipTokenizer.Load(Path.Combine(_folder.FullName, "merges.txt"), Dimensions(ToySize)));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal(file, Path.GetFileName(error.InputSource));
    }

    private string Toy()
    {
        var path = Path.Combine(_folder.FullName, "merges.txt");
        File.WriteAllText(path, "#version: 0.2\nc a\na t</w>\nca t</w>\nignored beyond\n", Encoding.UTF8);
        return path;
    }

    private static ClipTokenizer Published() =>
        ClipTokenizer.Load(ReferenceData.Require("clip/bpe_simple_vocab_16e6.txt.gz"), Dimensions(PublishedSize));

    private static ClipDimensions Dimensions(int vocabulary) =>
        new(32, 32, 8, [1], 64, 1, ContextLength: 77, VocabularySize: vocabulary, 64, 1, 1);
}
