namespace IgMlNet.Robustness.Models.Cards;

/// <summary>The publication that a model comes from.</summary>
public sealed record CardPaper
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The authors, apart by commas.</summary>
    public required string Authors { get; init; }

    /// <summary>Where it appeared, e.g. <c>NeurIPS 2022</c>.</summary>
    public required string Venue { get; init; }

    /// <summary>The address of the paper.</summary>
    public required Uri Link { get; init; }
}
