namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>The images of a leaderboard's entry.</summary>
public sealed record EntryImages
{
    /// <summary>The data set's name, e.g. <c>fashion-mnist</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>The part of it, e.g. <c>test</c>.</summary>
    public required string Split { get; init; }

    /// <summary>How many images were evaluated.</summary>
    public required int Count { get; init; }

    /// <summary>SHA-256 over the evaluated images and labels, in hexadecimal.</summary>
    public required string ContentHash { get; init; }
}
