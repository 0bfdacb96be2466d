using IgMlNet.IO;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Images;
using static TorchSharp.torch;

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

    /// <summary>Loads it, once the files are found to be those named.</summary>
    /// <param name="folder">The manifest's folder.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">A file cannot be read or is another than the manifest names.</exception>
    public ClipEncoder Load(string folder, Device device, CancellationToken cancellationToken = default)
    {
        var merges = Merges.VerifiedPath(folder);
        var model = ClipModel.Load(Weights.VerifiedPath(folder), new ClipModelOptions(), device, cancellationToken);
        try
        {
            return new ClipEncoder(model, ClipTokenizer.Load(merges, model.Dimensions), PixelsAsTrained());
        }
        catch (ArgumentException e)
        {
            model.Dispose();
            throw new InputException(
                Path.Combine(folder, DatasetManifest.FileName), e.Message.TrimEnd('.'), place: "clip", innerException: e);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Checks what was read from a manifest.</summary>
    /// <exception cref="InputException">A member is out of range, or a path leaves the folder.</exception>
    internal void Check(string manifest)
    {
        Weights.Check(manifest, "clip.weights");
        Merges.Check(manifest, "clip.merges");
        try
        {
            PixelsAsTrained();
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

    private ClipPreprocessing PixelsAsTrained() => new(ImagePreprocessing.Parse(Preprocessing), Mean, Deviation);
}
