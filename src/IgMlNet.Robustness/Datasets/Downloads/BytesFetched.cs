namespace IgMlNet.Robustness.Datasets.Downloads;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file that is being fetched.</param>
/// <param name="Done">Bytes of it that are here.</param>
/// <param name="Total">Bytes that it has.</param>
public readonly record struct BytesFetched(string File, long Done, long Total);
