using System.Text.RegularExpressions;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Clip;

/// <summary>
/// Brings the tensors of a CLIP under OpenAI's names, whoever saved them: OpenAI (a state dict, or the modules of a TorchScript
/// archive) or Hugging Face, whose queries, keys and values are apart and whose projections are transposed.
/// </summary>
internal static partial class OpenAiNames
{
    private const string HuggingFaceMark = "vision_model.embeddings.class_embedding";

    /// <summary>Sizes that OpenAI's archives keep as tensors; the other tensors tell them.</summary>
    private static readonly string[] Sizes = ["input_resolution", "context_length", "vocab_size"];

    /// <summary>In the order in which OpenAI stacks them.</summary>
    private static readonly string[] Projections = ["q_proj", "k_proj", "v_proj"];

    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["logit_scale"] = "logit_scale",
        ["text_model.embeddings.token_embedding.weight"] = "token_embedding.weight",
        ["text_model.embeddings.position_embedding.weight"] = "positional_embedding",
        ["text_model.final_layer_norm.weight"] = "ln_final.weight",
        ["text_model.final_layer_norm.bias"] = "ln_final.bias",
        ["text_projection.weight"] = "text_projection",
        ["vision_model.embeddings.class_embedding"] = "visual.class_embedding",
        ["vision_model.embeddings.patch_embedding.weight"] = "visual.conv1.weight",
        ["vision_model.embeddings.position_embedding.weight"] = "visual.positional_embedding",
        ["vision_model.pre_layrnorm.weight"] = "visual.ln_pre.weight",
        ["vision_model.pre_layrnorm.bias"] = "visual.ln_pre.bias",
        ["vision_model.post_layernorm.weight"] = "visual.ln_post.weight",
        ["vision_model.post_layernorm.bias"] = "visual.ln_post.bias",
        ["visual_projection.weight"] = "visual.proj",
    };

    private static readonly Dictionary<string, string> RenamedInLayers = new(StringComparer.Ordinal)
    {
        ["self_attn.out_proj"] = "attn.out_proj",
        ["layer_norm1"] = "ln_1",
        ["layer_norm2"] = "ln_2",
        ["mlp.fc1"] = "mlp.c_fc",
        ["mlp.fc2"] = "mlp.c_proj",
    };

    /// <summary>Whether the names are Hugging Face's.</summary>
    public static bool AreHuggingFaces(StateDict weights) => weights.TryGet(HuggingFaceMark, out _);

    /// <summary>The tensors under OpenAI's names, without those that only repeat a size.</summary>
    /// <exception cref="InputException">Hugging Face's tensors do not go together.</exception>
    public static StateDict Translate(StateDict weights, string source) => AreHuggingFaces(weights)
        ? FromHuggingFace(weights, source)
        : new StateDict(weights.Where(tensor => !Sizes.Contains(tensor.Name)));

    private static StateDict FromHuggingFace(StateDict weights, string source)
    {
        var tensors = new List<CheckpointTensor>();
        foreach (var tensor in weights)
        {
            if (tensor.Name.EndsWith(".position_ids", StringComparison.Ordinal))
                continue;
            if (Renamed.TryGetValue(tensor.Name, out var name))
            {
                tensors.Add(tensor.Name is "text_projection.weight" or "visual_projection.weight"
                    ? Transposed(tensor, name, source)
                    : tensor.Renamed(name));
                continue;
            }

            var layer = LayerName().Match(tensor.Name);
            if (!layer.Success)
                throw Unexpected(source, tensor.Name, "it is no part of a CLIP");
            var prefix = (layer.Groups["model"].Value == "vision" ? "visual.transformer" : "transformer") +
                $".resblocks.{layer.Groups["index"].Value}";
            var (part, kind) = (layer.Groups["part"].Value, layer.Groups["kind"].Value);
            if (RenamedInLayers.TryGetValue(part, out var inner))
                tensors.Add(tensor.Renamed($"{prefix}.{inner}.{kind}"));
            else if (part == "self_attn.q_proj")
                tensors.Add(Joined(weights, tensor.Name, $"{prefix}.attn.in_proj_{kind}", source));
            else if (part is not ("self_attn.k_proj" or "self_attn.v_proj"))
                throw Unexpected(source, tensor.Name, "it is no part of a CLIP");
        }

        return new StateDict(tensors);
    }

    /// <summary>Queries', keys' and values' tensors as one, stacked along the first dimension.</summary>
    private static CheckpointTensor Joined(StateDict weights, string queries, string name, string source)
    {
        var parts = Projections
            .Select(part => queries.Replace("q_proj", part, StringComparison.Ordinal))
            .Select(part => weights.TryGet(part, out var tensor) ? tensor : throw Unexpected(source, part, "it is missing"))
            .ToList();
        var first = parts[0];
        var other = parts.Find(part => part.ElementType != first.ElementType || !part.Shape.SequenceEqual(first.Shape));
        if (other is not null || first.Shape.IsEmpty)
            throw Unexpected(source, (other ?? first).Name, "its shape is not that of the queries");
        if (first.Data.Length > Array.MaxLength / 3)
            throw Unexpected(source, first.Name, "it is too large");
        return new CheckpointTensor(
            name,
            first.ElementType,
            [3 * first.Shape[0], .. first.Shape[1..]],
            parts.SelectMany(part => part.Data.ToArray()).ToArray());
    }

    private static CheckpointTensor Transposed(CheckpointTensor tensor, string name, string source)
    {
        if (tensor.Shape is not [var rows, var columns] || tensor.ElementCount == 0)
            throw Unexpected(source, tensor.Name, "it is no matrix");
        var size = tensor.Data.Length / (int)tensor.ElementCount;
        var from = tensor.Data.Span;
        var to = new byte[from.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                from.Slice((int)((row * columns) + column) * size, size)
                    .CopyTo(to.AsSpan((int)((column * rows) + row) * size));
            }
        }

        return new CheckpointTensor(name, tensor.ElementType, [columns, rows], to);
    }

    private static InputException Unexpected(string source, string name, string problem) =>
        new(source, problem, "Give model.safetensors of a CLIP, for example openai/clip-vit-base-patch16", name);

    [GeneratedRegex(
        @"^(?<model>text|vision)_model\.encoder\.layers\.(?<index>\d{1,6})\.(?<part>.+)\.(?<kind>weight|bias)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex LayerName();
}
