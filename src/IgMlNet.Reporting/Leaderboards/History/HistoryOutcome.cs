namespace IgMlNet.Reporting.Leaderboards.History;

/// <summary>What one evaluation found of one classifier.</summary>
public sealed record HistoryOutcome
{
    /// <summary>What the evaluation called the classifier; unique in the line.</summary>
    public required string Id { get; init; }

    /// <summary>Its robust accuracy in the worst case, 0 to 1.</summary>
    public required double WorstCase { get; init; }

    /// <summary>Its accuracy without attack, 0 to 1.</summary>
    public required double Clean { get; init; }

    /// <summary>Whether no check forbade to believe its numbers.</summary>
    public required bool IsBelieved { get; init; }
}
