using System.Security.Cryptography;
using System.Text.Json;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Shards;

/// <summary>
/// An evaluation as it is known before the first image is attacked: what is evaluated, and in which blocks. All shards of an
/// evaluation have the same.
/// </summary>
public sealed record EvaluationWork
{
    /// <summary>The report without outcomes, diagnostics, checks and machines.</summary>
    public required RobustnessReport Frame { get; init; }

    /// <summary>
    /// Images in a block; the last one may have fewer. Image i is in block ⌊i / size⌋, whoever works on it: the last bits of
    /// logits depend on what else is in a batch.
    /// </summary>
    public required int BlockSize { get; init; }

    /// <summary>Which of the plan's models it is about, 1 to <see cref="Models"/>.</summary>
    public required int Model { get; init; }

    /// <summary>The number of the plan's models, each of which is evaluated by itself.</summary>
    public required int Models { get; init; }

    /// <summary>The number of blocks.</summary>
    public int BlockCount() => (int)(((long)Frame.Labels.Length + BlockSize - 1) / BlockSize);

    /// <summary>The number of images in a block.</summary>
    public int ImagesIn(int block) => (int)Math.Min(BlockSize, Frame.Labels.Length - ((long)block * BlockSize));

    /// <summary>SHA-256 of the whole of it, in hexadecimal: equal work has equal hashes.</summary>
    public string Hash() => Convert.ToHexStringLower(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, ReportJsonContext.OneLine.EvaluationWork)));
}
