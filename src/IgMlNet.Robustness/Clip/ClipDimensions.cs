using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Clip;

/// <summary>The sizes of a CLIP, as its tensors tell them.</summary>
/// <param name="EmbeddingSize">Elements of an embedding.</param>
/// <param name="ImageResolution">Height and width of the images that it takes, in pixels.</param>
/// <param name="PatchSize">Height and width of a patch of a vision transformer, in pixels; null for a ModifiedResNet.</param>
/// <param name="VisionLayers">Blocks of the image encoder: one number for a vision transformer, four for a ModifiedResNet.</param>
/// <param name="VisionWidth">Channels of a vision transformer, or of a ModifiedResNet's first stage.</param>
/// <param name="VisionHeads">Heads of a vision transformer's attention, or of a ModifiedResNet's attention pooling.</param>
/// <param name="ContextLength">The most tokens of a text, start and end included.</param>
/// <param name="VocabularySize">Tokens known, start and end included.</param>
/// <param name="TextWidth">Channels of the text transformer.</param>
/// <param name="TextHeads">Heads of its attention.</param>
/// <param name="TextLayers">Blocks of it.</param>
public sealed record ClipDimensions(
    int EmbeddingSize,
    int ImageResolution,
    int? PatchSize,
    ImmutableArray<int> VisionLayers,
    int VisionWidth,
    int VisionHeads,
    int ContextLength,
    int VocabularySize,
    int TextWidth,
    int TextHeads,
    int TextLayers)
{
    /// <summary>Channels of one head in OpenAI's models.</summary>
    private const int HeadWidth = 64;

    /// <summary>A ModifiedResNet's feature map is so many times smaller than its image.</summary>
    internal const int ResNetStride = 32;

    private const int LargestResolution = 4096;

    /// <summary>Reads the sizes off the tensors.</summary>
    /// <exception cref="InputException">They are not those of a CLIP.</exception>
    internal static ClipDimensions Read(ClipWeights weights, ClipModelOptions options)
    {
        var isTransformer = weights.Has("visual.proj");
        var projection = weights.ShapeOf("text_projection", dimensions: 2);
        var token = weights.ShapeOf("token_embedding.weight", dimensions: 2);
        var stem = weights.ShapeOf("visual.conv1.weight", dimensions: 4);
        var positions = weights.ShapeOf(
            isTransformer ? "visual.positional_embedding" : "visual.attnpool.positional_embedding", dimensions: 2);
        var grid = (long)Math.Round(Math.Sqrt(positions[0] - 1));
        if (grid < 1 || (grid * grid) + 1 != positions[0])
        {
            throw weights.Error(
                string.Create(CultureInfo.InvariantCulture, $"its {positions[0]} places are not those of a square image and one more"));
        }

        var resolution = grid * (isTransformer ? stem[3] : ResNetStride);
        if (resolution is < 1 or > LargestResolution)
        {
            throw weights.Error(string.Create(
                CultureInfo.InvariantCulture, $"it takes images of {resolution} pixels' width, more than {LargestResolution}"));
        }

        var width = isTransformer ? stem[0] : weights.ShapeOf("visual.layer1.0.conv1.weight", dimensions: 4)[0];
        var visionHeads = isTransformer
            ? options.VisionHeads ?? (int)Math.Max(1, width / HeadWidth)
            : (int)(width * ResNetStride / HeadWidth);
        return new ClipDimensions(
            (int)projection[1],
            (int)resolution,
            isTransformer ? (int)stem[3] : null,
            isTransformer
                ? [weights.CountChildren("visual.transformer.resblocks.")]
                : [.. Enumerable.Range(1, 4).Select(stage => weights.CountChildren($"visual.layer{stage}."))],
            (int)width,
            Heads(weights, "vision", isTransformer ? width : width * ResNetStride, visionHeads),
            (int)weights.ShapeOf("positional_embedding", dimensions: 2)[0],
            (int)token[0],
            (int)projection[0],
            Heads(weights, "text", projection[0], options.TextHeads ?? (int)Math.Max(1, projection[0] / HeadWidth)),
            weights.CountChildren("transformer.resblocks."));
    }

    private static int Heads(ClipWeights weights, string part, long width, int heads) => heads >= 1 && width % heads == 0
        ? heads
        : throw weights.Error(string.Create(
            CultureInfo.InvariantCulture, $"{heads} heads do not divide the {width} channels of its {part} part evenly"));
}
