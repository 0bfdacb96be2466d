using IgMlNet.IO;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>The CLIP that comes with a data set: what ranking by CD-IR needs where nothing can be fetched.</summary>
public sealed record ManifestClip
{
    /// <summary>Its weights, under OpenAI's names.</summary>
    public required ManifestFile Weights { get; init; }

    /// <summary>The merges of its tokenizer.</summary>
    public required ManifestFile Merges { get; init; }

    /// <summary>The resize and crop that it was trained with, by the name of an <see cref="ImagePreprocessing"/>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>The mean of red, green and blue that is subtracted, of pixels in [0,1].</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>The standard deviation of red, green and blue that is divided by.</summary>
    public required IReadOnlyList<float> Deviation { get; init; }

    /// <summary>Checks what was read from a manifest.</summary>
    /// <exception cref="InputException">A member is out of range, or a path leaves the folder.</exception>
    internal void Check(string manifest)
    {
        Weights.Check(manifest, "clip.weights");
        Merges.Check(manifest, "clip.merges");
        try
        {
            ColorStatistics.Check(ImagePreprocessing.Parse(Preprocessing), Mean, Deviation);
        }
        catch (ArgumentException e)
        {
            throw new InputException(manifest, e.Message.TrimEnd('.'), place: "clip", innerException: e);
        }
        catch (InputException e)
        {
            throw new InputException(manifest, $"'preprocessing' is '{Preprocessing}'", e.Remedy, "clip", e);
        }
    }
}
