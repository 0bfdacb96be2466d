namespace IgMlNet.Robustness.Datasets;

/// <summary>What a binary data file does not say about itself.</summary>
public sealed record DatasetDescription
{
    /// <summary>Describes the images of one split.</summary>
    /// <param name="name">The data set's name, e.g. <c>fashion-mnist</c>.</param>
    /// <param name="split">The part of the data set.</param>
    /// <param name="classNames">The names of the classes, by label: 1 … 65,536 of them.</param>
    /// <exception cref="ArgumentException">The name is blank, or the number of classes is out of range.</exception>
    public DatasetDescription(string name, DatasetSplit split, IReadOnlyList<string> classNames)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count is < 1 or > ushort.MaxValue + 1)
            throw new ArgumentException($"There must be 1 … 65536 classes, not {classNames.Count}.", nameof(classNames));
        (Name, Split, ClassNames) = (name, split, classNames);
    }

    /// <summary>The data set's name.</summary>
    public string Name { get; }

    /// <summary>The part of the data set.</summary>
    public DatasetSplit Split { get; }

    /// <summary>The names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The split as it stands in files and on the command line: <c>train</c>, <c>probe</c>, <c>test</c>.</summary>
    internal string SplitName => NameOf(Split);

    internal static string NameOf(DatasetSplit split) => split switch
    {
        DatasetSplit.Train => "train",
        DatasetSplit.Probe => "probe",
        DatasetSplit.Test => "test",
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "There is no such split."),
    };
}
