using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Manifests;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip;

/// <summary>Where a CLIP comes from: bundled with a data set, files, or the application, which has one already.</summary>
public abstract class ClipSource
{
    private protected ClipSource()
    {
    }

    /// <summary>The CLIP that is bundled with the data set of the images, beside the application.</summary>
    public static ClipSource Bundled { get; } = new BundledSource();

    /// <summary>Whether a CLIP for a data set's images is bundled beside the application.</summary>
    /// <param name="dataset">The data set's name.</param>
    public static bool IsBundledWith(string dataset) => ManifestOf(dataset) is not null;

    /// <summary>The CLIP that a data set's manifest names.</summary>
    /// <exception cref="ArgumentException">It names none.</exception>
    public static ClipSource FromManifest(DatasetManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Clip is { } clip
            ? new ManifestSource(clip, manifest.Folder)
            : throw new ArgumentException($"No CLIP comes with {manifest.Name}.", nameof(manifest));
    }

    /// <summary>Files; they are read when a CLIP is needed.</summary>
    /// <param name="weights">
    /// OpenAI's <c>.pt</c>, safetensors, or a folder as Hugging Face has it (<c>model.safetensors</c>, <c>vocab.json</c>,
    /// <c>merges.txt</c>, <c>config.json</c>).
    /// </param>
    /// <param name="vocabulary">
    /// The tokenizer's merges, see <see cref="ClipTokenizer.Load"/>; null for <c>merges.txt</c> or
    /// <c>bpe_simple_vocab_16e6.txt.gz</c> beside the weights.
    /// </param>
    /// <param name="options">Precision, and what tensors do not tell; null for the defaults.</param>
    /// <param name="preprocessing">What the model was trained with; null for <see cref="ClipPreprocessing.Published"/>.</param>
    public static ClipSource FromFiles(
        string weights, string? vocabulary = null, ClipModelOptions? options = null, ClipPreprocessing? preprocessing = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(weights);
        return new FileSource(weights, vocabulary, options ?? new ClipModelOptions(), preprocessing);
    }

    /// <summary>A CLIP that the application has. It remains the application's and is not disposed of.</summary>
    public static ClipSource FromEncoder(ClipEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return new EncoderSource(encoder);
    }

    /// <summary>What <see cref="ClipEncoder.ZeroShotAccuracy"/> is for images.</summary>
    /// <param name="images">Labelled images, at least one.</param>
    /// <param name="prompts">The texts of a class.</param>
    /// <param name="device">Where the CLIP runs, unless it is the application's.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <exception cref="InputException">The CLIP cannot be loaded.</exception>
    public double ZeroShotAccuracy(
        LabeledImages images, PromptTemplates prompts, Device device, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Use(images.Name, device, clip => clip.ZeroShotAccuracy(images, prompts, cancellationToken), cancellationToken);
    }

    /// <summary>Does something with the CLIP, and then disposes of it where it was loaded for that.</summary>
    /// <exception cref="InputException">It cannot be loaded.</exception>
    internal abstract T Use<T>(string dataset, Device device, Func<ClipEncoder, T> use, CancellationToken cancellationToken);

    private static DatasetManifest? ManifestOf(string dataset)
    {
        var catalog = DatasetCatalog.BesideApplication;
        return catalog.Names.Contains(dataset) && catalog.Open(dataset).Manifest is { Clip: not null } manifest ? manifest : null;
    }

    private sealed class BundledSource : ClipSource
    {
        internal override T Use<T>(string dataset, Device device, Func<ClipEncoder, T> use, CancellationToken cancellationToken)
        {
            var manifest = ManifestOf(dataset)
                ?? throw new InputException($"CLIP for '{dataset}'", "none is bundled with this data set", "Give the files of one");
            return FromManifest(manifest).Use(dataset, device, use, cancellationToken);
        }
    }

    private sealed class ManifestSource(ManifestClip clip, string folder) : ClipSource
    {
        internal override T Use<T>(string dataset, Device device, Func<ClipEncoder, T> use, CancellationToken cancellationToken)
        {
            using var encoder = clip.Load(folder, device, cancellationToken);
            return use(encoder);
        }
    }

    private sealed class FileSource(
        string weights, string? vocabulary, ClipModelOptions options, ClipPreprocessing? preprocessing) : ClipSource
    {
        internal override T Use<T>(string dataset, Device device, Func<ClipEncoder, T> use, CancellationToken cancellationToken)
        {
            var (path, merges) = ClipFiles.Find(weights, vocabulary);
            using var model = ClipModel.Load(path, options, device, cancellationToken);
            var encoder = new ClipEncoder(
                model,
                ClipTokenizer.Load(merges, model.Dimensions),
                preprocessing ?? ClipPreprocessing.Published(model.Dimensions.ImageResolution));
            return use(encoder);
        }
    }

    private sealed class EncoderSource(ClipEncoder encoder) : ClipSource
    {
        internal override T Use<T>(string dataset, Device device, Func<ClipEncoder, T> use, CancellationToken cancellationToken) =>
            use(encoder);
    }
}
