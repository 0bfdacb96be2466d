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
        string path, (int Height, int Width) imageSize, Device device, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = CheckpointFile.Open(path, options: null, cancellationToken);
        return Make(file.Tensors, path, Architecture.All, imageSize, device);
    }

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

    /// <summary>Loads a published model, with the input normalisation that its publishers' code has where the file has none.</summary>
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
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(model);
        var options = new CheckpointReadOptions { PreferredEntry = model.Card?.File.Entry };
        using var file = CheckpointFile.Open(path, options, cancellationToken);
        var weights = file.Tensors.Unwrapped();
        if (model.Card is not { } card)
            return Make(weights, path, [model.Architecture], imageSize, device);
        var classifier = Make(
            card.Normalization?.AppliedTo(weights) ?? weights, path, [model.Architecture], imageSize, device);
        if (classifier.ClassCount == card.ClassCount)
            return classifier;
        var classes = classifier.ClassCount;
        classifier.Dispose();
        throw new InputException(
            path,
            FormattableString.Invariant($"has {classes} classes, and {card.Name} has {card.ClassCount}"),
            $"'igml models inspect {path}' says what it may be");
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
        return Make(weights, source, [architecture], imageSize, device);
    }

    private static Classifier Make(
        StateDict file,
        string source,
        IReadOnlyList<Architecture> candidates,
        (int Height, int Width) imageSize,
        Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var weights = file.Unwrapped();
        foreach (var architecture in candidates)
        {
            var used = Used(weights, architecture);
            if (architecture.Recognize(used.Shapes(), imageSize) is not { } dimensions)
                continue;
            var network = architecture.Create(dimensions, default);
            try
            {
                NetworkWeights.Load(network, used, source);
                return new Classifier(network, device);
            }
            catch
            {
                network.Dispose();
                throw;
            }
        }

        throw Mismatch(weights, source, candidates);
    }

    /// <summary>The tensors that a forward pass of the architecture uses.</summary>
    internal static StateDict Used(StateDict weights, Architecture architecture) => weights.Names.Any(architecture.IsUnused)
        ? new StateDict(weights.Where(tensor => !architecture.IsUnused(tensor.Name)), weights.Metadata)
        : weights;

    /// <summary>What keeps a file from being loaded, and what it looks like.</summary>
    internal static InputException Mismatch(StateDict weights, string source, IReadOnlyList<Architecture> candidates)
    {
        var (likely, differences) = Architecture.All
            .Select(architecture => (Architecture: architecture, Differences: Compare(architecture)))
            .OrderByDescending(fit => fit.Differences.IsNone)
            .ThenByDescending(fit => fit.Differences.Likeness)
            .ThenBy(fit => fit.Differences.MisshapenCount)
            .First();
        if (candidates is [var wanted])
        {
            return new InputException(
                source,
                $"does not hold weights of {wanted.Id}: it {Compare(wanted)}",
                differences.IsNone ? $"It holds weights of {likely.Id}: name that, or none to have it recognised"
                    : likely != wanted && differences.Likeness >= LeastLikeness ? $"It looks like {likely.Id}, but {differences}"
                    : $"Known are {string.Join(", ", Architecture.All.Select(architecture => architecture.Id))}",
                Compare(wanted).Place);
        }

        return differences.Likeness >= LeastLikeness
            ? new InputException(
                source,
                $"holds weights of no architecture known here; it looks most like {likely.Id}, but {differences}",
                $"Check the file; known are {string.Join(", ", Architecture.All.Select(architecture => architecture.Id))}",
                differences.Place)
            : new InputException(
                source,
                "holds weights of no architecture known here",
                $"Known are {string.Join(", ", Architecture.All.Select(architecture => architecture.Id))}");

        EntryDifferences Compare(Architecture architecture) => architecture.Compare(Used(weights, architecture).Shapes());
    }
}
