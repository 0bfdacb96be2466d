namespace IgMlNet.Robustness.Datasets.Downloads;

/// <summary>A file that a data set is downloaded as.</summary>
public sealed record DownloadFile
{
    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The official address; null where the file is only given to people who signed in.</summary>
    public required Uri? Address { get; init; }

    /// <summary>The length in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }
}
