using IgMlNet.IO;

namespace IgMlNet.Robustness.Clip;

/// <summary>Finds the files of a CLIP by the names that they are published under.</summary>
internal static class ClipFiles
{
    private static readonly string[] Weights = ["model.safetensors", "pytorch_model.bin"];
    private static readonly string[] Merges = ["merges.txt", "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"];

    /// <summary>The weights and the merges.</summary>
    /// <exception cref="InputException">One is not there.</exception>
    public static (string Weights, string Merges) Find(string weights, string? vocabulary)
    {
        var isFolder = Directory.Exists(weights);
        var path = isFolder
            ? FirstOf(weights, Weights) ?? throw Missing(weights, "weights of a CLIP", Weights)
            : weights;
        RegularFile.RequireRegular(path, "Give a CLIP's weights, or the folder that they are in");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return (path, vocabulary ?? FirstOf(folder, Merges) ?? throw Missing(folder, "vocabulary of a CLIP", Merges));
    }

    private static string? FirstOf(string folder, IEnumerable<string> names) =>
        names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static InputException Missing(string folder, string what, IEnumerable<string> names) => new(
        folder,
        $"holds no {what} ({string.Join(", ", names)})",
        "The vocabulary comes with the model: bpe_simple_vocab_16e6.txt.gz in OpenAI's repository, vocab.json and merges.txt in " +
        "Hugging Face's");
}
