using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;

namespace IgMlNet.Robustness.Clip;

/// <summary>
/// What Hugging Face's <c>config.json</c> says of a CLIP beyond its tensors: heads and nonlinearity. What it leaves out has the
/// defaults of the transformers library.
/// </summary>
internal static class HuggingFaceConfig
{
    private const string FileName = "config.json";
    private const int LongestFile = 1 << 20;
    private const int DefaultVisionHeads = 12;
    private const int DefaultTextHeads = 8;

    /// <summary>The options completed by the file beside the weights; as they are where there is none.</summary>
    /// <exception cref="InputException">The file is damaged, or names a nonlinearity that is not known here.</exception>
    public static ClipModelOptions Complete(ClipModelOptions options, string weightsPath)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(weightsPath))!, FileName);
        if (!File.Exists(path))
            return options;
        try
        {
            using var json = JsonDocument.Parse(TextFile.Read(path, LongestFile));
            var (vision, text) = (json.RootElement.GetProperty("vision_config"), json.RootElement.GetProperty("text_config"));
            return options with
            {
                VisionHeads = options.VisionHeads ?? Heads(vision, DefaultVisionHeads),
                TextHeads = options.TextHeads ?? Heads(text, DefaultTextHeads),
                Activation = options.Activation ?? Activation(vision, text),
            };
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InputException(
                path,
                $"is no configuration of a CLIP ({e.Message.TrimEnd('.')})",
                "Fetch it again, or move it away to have the customary sizes",
                innerException: e);
        }
    }

    private static int Heads(JsonElement config, int otherwise) =>
        config.TryGetProperty("num_attention_heads", out var heads) ? heads.GetInt32() : otherwise;

    private static ClipActivation Activation(JsonElement vision, JsonElement text)
    {
        var (seen, read) = (Activation(vision), Activation(text));
        return seen == read ? seen : throw new FormatException("its parts have different nonlinearities");
    }

    private static ClipActivation Activation(JsonElement config)
    {
        var name = config.TryGetProperty("hidden_act", out var value) ? value.GetString() : "quick_gelu";
        return name switch
        {
            "quick_gelu" => ClipActivation.QuickGelu,
            "gelu" => ClipActivation.Gelu,
            _ => throw new FormatException($"'hidden_act' is '{name}'"),
        };
    }
}
