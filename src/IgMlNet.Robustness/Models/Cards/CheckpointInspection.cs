using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Models.Cards;

/// <summary>What a checkpoint holds: its container, the architectures that its tensors fit, and the published models that it may be.</summary>
public sealed class CheckpointInspection : IDisposable
{
    /// <summary>The most by which means and deviations of a file and a card may differ.</summary>
    private const float NormalizationTolerance = 0.005f;

    private CheckpointInspection(CheckpointFile file)
    {
        File = file;
        var source = NetworkSource.FromFile(file);
        var fits = NetworkSearch.Fits(source, wanted: null, imageSize: null, normalization: null);
        Fits = [.. fits.Select(fit => (fit.Architecture, fit.Dimensions with
        {
            Normalization = fit.Normalization == ChannelNormalization.None ? InputNormalization.None : InputNormalization.ByChannel,
        }))];
        if (fits is [var fit, ..])
        {
            Normalization = fit.Normalization == ChannelNormalization.None ? null : fit.Normalization;
            LeftAside = fit.LeftAside;
            Prefix = fit.Prefix;
        }
        else
        {
            Problem = ClassifierFile.Mismatch(source, wanted: null).Problem;
        }

        Cards = [.. ModelCards.All.Where(IsPossible)];
    }

    /// <summary>The file.</summary>
    public CheckpointFile File { get; }

    /// <summary>The input normalization that the file has; null where it has none.</summary>
    public ChannelNormalization? Normalization { get; }

    /// <summary>
    /// The architectures that the tensors fit, with the dimensions that they tell (but for the images' size); the first is the one that
    /// is taken where none is named.
    /// </summary>
    public IReadOnlyList<(Architecture Architecture, NetworkDimensions Dimensions)> Fits { get; }

    /// <summary>What stands before the network's names in the file, e.g. <c>module.</c>; empty for nothing.</summary>
    public string Prefix { get; } = "";

    /// <summary>Names of the entries that such a network does not use, but for counters of batches.</summary>
    public IReadOnlyList<string> LeftAside { get; } = [];

    /// <summary>Why the tensors fit no architecture, and what they look like; null where they fit one.</summary>
    public string? Problem { get; }

    /// <summary>The published models of such an architecture, with as many classes and no other normalisation.</summary>
    public IReadOnlyList<ModelCard> Cards { get; }

    /// <summary>Opens a checkpoint and finds out what it is; no code in it is run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">The entry that holds the weights; null for the usual ones.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="IO.InputException">The file is no checkpoint, or is damaged.</exception>
    public static CheckpointInspection Open(string path, string? entry = null, CancellationToken cancellationToken = default)
    {
        var file = CheckpointFile.Open(path, new CheckpointReadOptions { Entry = entry }, cancellationToken);
        try
        {
            return new CheckpointInspection(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    private bool IsPossible(ModelCard card) =>
        Fits.Any(fit => fit.Architecture.Id == card.Architecture && fit.Dimensions.ClassCount == card.ClassCount
            && fit.Dimensions.BaseWidth == fit.Architecture.PublishedWidth)
        && (Normalization is null
            || (card.Normalization is { } expected
                && AreNear(expected.Mean, Normalization.Mean) && AreNear(expected.Deviation, Normalization.Deviation)));

    private static bool AreNear(IReadOnlyList<float> one, IReadOnlyList<float> other) => one.Count == other.Count
        && one.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) <= NormalizationTolerance);
}
