using System.Collections.Concurrent;
using System.Text.Json;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Clip;

/// <summary>One of the CLIPs of <c>clip/clip.json</c>, computed by OpenAI's code: weights by a formula, and what they give.</summary>
internal sealed record ReferenceClip(
    StateDict Weights, int Resolution, float[][] ImageEmbeddings, float[][] TextEmbeddings, float[][] Logits)
{
    /// <summary>The names of the three.</summary>
    public static TheoryData<string> Names => ["vit", "vit_heads2", "modified_resnet"];

    private static readonly Lazy<JsonDocument> File =
        new(() => JsonDocument.Parse(System.IO.File.ReadAllText(ReferenceData.Require("clip/clip.json"))));

    private static readonly Lazy<JsonDocument> Texts =
        new(() => JsonDocument.Parse(System.IO.File.ReadAllText(ReferenceData.Require("clip/tokenizer.json"))));

    private static readonly ConcurrentDictionary<string, Lazy<ReferenceClip>> Made = new();

    /// <summary>Reads one; it is made once, since a text's vocabulary makes it large.</summary>
    public static ReferenceClip Read(string name) => Made.GetOrAdd(name, _ => new Lazy<ReferenceClip>(() => Make(name))).Value;

    private static ReferenceClip Make(string name)
    {
        var json = File.Value.RootElement.GetProperty(name);
        var tensors = json.GetProperty("state_dict").EnumerateArray().Select((entry, index) => Tensor(
            entry[0].GetString()!, [.. entry[1].EnumerateArray().Select(size => size.GetInt64())], index));
        return new ReferenceClip(
            new StateDict(tensors),
            json.GetProperty("config").GetProperty("image_resolution").GetInt32(),
            Rows("image_embeddings"),
            Rows("text_embeddings"),
            Rows("logits_per_image"));

        float[][] Rows(string property) => json.GetProperty(property).Deserialize<float[][]>()!;
    }

    /// <summary>The model.</summary>
    public ClipModel Load(ClipModelOptions? options = null) =>
        ClipModel.From(Weights, "reference", options ?? new ClipModelOptions(), CPU);

    /// <summary>The images: three, by a formula.</summary>
    public Tensor Images() => tensor(
        Enumerable.Range(0, 3 * 3 * Resolution * Resolution).Select(j => (float)Math.Sin((0.37 * j) + (0.11 * (j / 97)))).ToArray(),
        [3, 3, Resolution, Resolution]);

    /// <summary>Texts and their tokens, start and end included.</summary>
    public static IReadOnlyList<(string Text, int[] Tokens)> Tokenized() =>
    [
        .. Texts.Value.RootElement.EnumerateArray().Select(line => (
            line.GetProperty("text").GetString()!, line.GetProperty("tokens").Deserialize<int[]>()!)),
    ];

    /// <summary>The tokens of the first eleven texts, filled up with 0 to 77.</summary>
    public static Tensor Tokens()
    {
        var tokens = new long[11 * 77];
        foreach (var (text, index) in Tokenized().Take(11).Select((line, index) => (line.Tokens, index)))
            text.Select(token => (long)token).ToArray().CopyTo(tokens, index * 77);
        return tensor(tokens, [11, 77]);
    }

    /// <summary>
    /// Element j of tensor i from s = sin(0.7 j + 1.3 i): 2 for the scale; 1 + 0.5|s|, 0.1 s, 1 + 0.2 s by kind of vector; matrices
    /// scaled by the square root of their inputs.
    /// </summary>
    private static CheckpointTensor Tensor(string name, long[] shape, int index)
    {
        var kind = name.Split('.')[^1];
        if (kind == "num_batches_tracked")
            return CheckpointTensor.FromValues(name, [0L], shape);
        var inputs = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var j = 0; j < values.Length; j++)
        {
            var s = Math.Sin((0.7 * j) + (1.3 * index));
            values[j] = (float)(kind switch
            {
                "logit_scale" => 2,
                "running_var" => 1 + (0.5 * Math.Abs(s)),
                "running_mean" => 0.1 * s,
                "weight" when shape.Length == 1 => 1 + (0.2 * s),
                _ when shape.Length <= 1 => 0.1 * s,
                _ => s * Math.Sqrt(1.0 / inputs),
            });
        }

        return CheckpointTensor.FromValues(name, values, shape);
    }
}
