namespace IgMlNet.Robustness.Datasets;

/// <summary>How far the reading of a data set has come.</summary>
/// <param name="Done">Images read so far.</param>
/// <param name="Total">Images to read.</param>
public readonly record struct ImagesRead(int Done, int Total);
