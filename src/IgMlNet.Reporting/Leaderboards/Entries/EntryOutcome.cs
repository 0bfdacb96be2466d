namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>How often a classifier was right under one attack.</summary>
public sealed record EntryOutcome
{
    /// <summary>The id of the attack, or <see cref="Results.RobustnessReport.CleanId"/>.</summary>
    public required string AttackId { get; init; }

    /// <summary>Correct verdicts over all images and draws.</summary>
    public required long Correct { get; init; }
}
