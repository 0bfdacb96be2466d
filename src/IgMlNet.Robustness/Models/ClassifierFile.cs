using IgMlNet.IO;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Cards;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>Loads base models from checkpoints: PyTorch's <c>.pt</c> files, of which no code is run, or safetensors.</summary>
public static class ClassifierFile
{
    /// <summary>Names in common below which a file is not said to look like an architecture.</summary>
    private const double LeastLikeness = 0.3;

    /// <summary>Loads a model of whatever known architecture the checkpoint holds.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="imageSize">Height and width of the images, which no checkpoint tells.</param>
    /// <param name="device">Where the model runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, or holds weights of no known architecture.</exception>
    public static Classifier Load(
        string path, (int Height, int Width) imageSize, Device device, CancellationToken cancellationToken = default) =>
        Load(path, model: null, new ClassifierFileOptions(), imageSize, device, cancellationToken);

    /// <summary>Loads a model of a given architecture.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="architecture">What it must hold; width, channels and classes are read off its weights.</param>
    /// <param name="imageSize">Height and width of the images, which no checkpoint tells.</param>
    /// <param name="device">Where the model runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, or is not of the architecture.</exception>
    public static Classifier Load(
        string path,
        Architecture architecture,
        (int Height, int Width) imageSize,
        Device device,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return Load(path, new PublishedModel(architecture, null), imageSize, device, cancellationToken);
    }

    /// <summary>Loads a published model, with the input normalization that its publishers' code has where the file has none.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="model">What it must hold.</param>
    /// <param name="imageSize">Height and width of the images, which no checkpoint tells.</param>
    /// <param name="device">Where the model runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, or is not of the model.</exception>
    public static Classifier Load(
        string path,
        PublishedModel model,
        (int Height, int Width) imageSize,
        Device device,
        CancellationToken cancellationToken = default) =>
        Load(path, model, new ClassifierFileOptions(), imageSize, device, cancellationToken);

    /// <summary>Loads a model, with a choice of what of the file to take and of how images are normalized.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="model">What it must hold; null to recognize it.</param>
    /// <param name="options">Which entry to take, and the input normalization.</param>
    /// <param name="imageSize">Height and width of the images, which no checkpoint tells.</param>
    /// <param name="device">Where the model runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, or is not of the model.</exception>
    public static Classifier Load(
        string path,
        PublishedModel? model,
        ClassifierFileOptions options,
        (int Height, int Width) imageSize,
        Device device,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        var reading = new CheckpointReadOptions { Entry = options.Entry, PreferredEntry = model?.Card?.File.Entry };
        using var file = CheckpointFile.Open(path, reading, cancellationToken);
        var fit = Fit(NetworkSource.FromFile(file), model?.Architecture, imageSize, options.Normalization);
        if (model?.Card is not { } card)
            return new Classifier(fit.CreateNetwork(path), device) { LeftAside = fit.LeftAside };
        if (fit.Dimensions.ClassCount != card.ClassCount)
        {
            throw new InputException(
                path,
                FormattableString.Invariant($"has {fit.Dimensions.ClassCount} classes, and {card.Name} has {card.ClassCount}"),
                $"'igml models inspect {path}' says what it may be");
        }

        if (fit.Normalization == ChannelNormalization.None && options.Normalization is null && card.Normalization is { } published)
            fit = fit with { Normalization = published };
        return new Classifier(fit.CreateNetwork(path), device) { LeftAside = fit.LeftAside };
    }

    /// <summary>Makes a model of a state dict that has been read.</summary>
    /// <param name="weights">The tensors, under whatever names usual wrappers give them.</param>
    /// <param name="source">What to call them in messages: the file.</param>
    /// <param name="architecture">What they must be of.</param>
    /// <param name="imageSize">Height and width of the images.</param>
    /// <param name="device">Where the model runs.</param>
    /// <exception cref="InputException">They are not of the architecture.</exception>
    public static Classifier FromWeights(
        StateDict weights, string source, Architecture architecture, (int Height, int Width) imageSize, Device device)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(device);
        var fit = Fit(new NetworkSource(weights, source, []), architecture, imageSize, normalization: null);
        return new Classifier(fit.CreateNetwork(source), device) { LeftAside = fit.LeftAside };
    }

    /// <summary>The network of an architecture, or of that which is published where several have such entries.</summary>
    private static NetworkFit Fit(
        NetworkSource source, Architecture? architecture, (int Height, int Width) imageSize, ChannelNormalization? normalization) =>
        NetworkSearch.Fits(source, architecture, imageSize, normalization)
            .FirstOrDefault(fit => architecture is null || fit.Architecture == architecture)
        ?? throw Mismatch(source, architecture);

    /// <summary>What keeps a file from being loaded, and what it looks like.</summary>
    internal static InputException Mismatch(NetworkSource source, Architecture? wanted)
    {
        var known = string.Join(", ", Architecture.All.Select(architecture => architecture.Id));
        var (likely, differences) = Architecture.All
            .Select(architecture => (Architecture: architecture, Differences: Compare(architecture)))
            .OrderByDescending(fit => fit.Differences.IsNone)
            .ThenByDescending(fit => fit.Differences.Likeness)
            .ThenBy(fit => fit.Differences.MisshapenCount)
            .First();
        var named = wanted is null ? differences : Compare(wanted);
        if (source.Skipped.FirstOrDefault(entry => named.IsMissing(entry.Name)) is { } unread)
        {
            return new InputException(
                source.Name,
                $"{(wanted ?? likely).Id} needs this entry, which is {unread.Content}",
                "Save it as a plain tensor of float32", unread.Name);
        }

        if (wanted is not null)
        {
            return new InputException(
                source.Name,
                $"does not hold weights of {wanted.Id}: it {named}",
                differences.IsNone ? $"It holds weights of {likely.Id}: name that, or none to have it recognised"
                    : likely != wanted && differences.Likeness >= LeastLikeness ? $"It looks like {likely.Id}, but {differences}"
                    : $"Known are {known}",
                named.Place);
        }

        return differences.Likeness >= LeastLikeness
            ? new InputException(
                source.Name,
                $"holds weights of no architecture known here; it looks most like {likely.Id}, but {differences}",
                $"Check the file; known are {known}",
                differences.Place)
            : new InputException(source.Name, "holds weights of no architecture known here", $"Known are {known}");

        EntryDifferences Compare(Architecture architecture) => NetworkSearch.Differences(source.Tensors, architecture);
    }
}
