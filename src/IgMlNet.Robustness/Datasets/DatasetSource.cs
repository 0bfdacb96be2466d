using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Manifests;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// A data set that can be read split by split, whatever the form of its files; see <see cref="DatasetCatalog.Open"/>.
/// </summary>
public abstract class DatasetSource
{
    private protected DatasetSource(string name, string location, IReadOnlyList<DatasetSplit> splits, double? normalEpsilon)
    {
        (Name, Location, Splits, NormalEpsilon) = (name, location, splits, normalEpsilon);
    }

    /// <summary>The data set's name: from its manifest, else from its path.</summary>
    public string Name { get; }

    /// <summary>The file or folder that it is read from.</summary>
    public string Location { get; }

    /// <summary>The splits it holds.</summary>
    public IReadOnlyList<DatasetSplit> Splits { get; }

    /// <summary>The Linf budget customary on this data set, in (0,1]; null where there is no custom.</summary>
    public double? NormalEpsilon { get; }

    /// <summary>The manifest of a bundled data set; null for others.</summary>
    public virtual DatasetManifest? Manifest => null;

    /// <summary>
    /// The split to rank neurons on: probe where there is one, else train, else test. Ranking on test images is
    /// optimistic; a caller who cares compares this with the split it evaluates on.
    /// </summary>
    public DatasetSplit ProbeSplit => Splits.Contains(DatasetSplit.Probe) ? DatasetSplit.Probe
        : Splits.Contains(DatasetSplit.Train) ? DatasetSplit.Train
        : DatasetSplit.Test;

    /// <summary>Reads one split whole.</summary>
    /// <param name="split">Which one.</param>
    /// <param name="progress">Told how many images have been read; possibly from several threads.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">There is no such split, or its files are unusable.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public LabeledImages Load(
        DatasetSplit split, IProgress<ImagesRead>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Splits.Contains(split) ? Read(split, progress, cancellationToken) : throw Missing(split);
    }

    private protected abstract LabeledImages Read(
        DatasetSplit split, IProgress<ImagesRead>? progress, CancellationToken cancellationToken);

    private protected virtual InputException Missing(DatasetSplit split) => new(
        Location,
        $"holds no {DatasetDescription.NameOf(split)} split",
        $"It holds: {string.Join(", ", Splits.Select(DatasetDescription.NameOf))}");
}
