namespace IgMlNet.Robustness.Models.Cards;

/// <summary>Where a published model's file comes from. Nothing is downloaded by itself.</summary>
public sealed record CardFile
{
    /// <summary>The name that publishers give the file; null where it has none of its own.</summary>
    public required string? Name { get; init; }

    /// <summary>The publishers' page.</summary>
    public required Uri Page { get; init; }

    /// <summary>The address that they give for the file or its folder; null where they give none.</summary>
    public required Uri? Link { get; init; }

    /// <summary>The entry of the file that holds the weights; null for the usual ones.</summary>
    public required string? Entry { get; init; }
}
