namespace IgMlNet.Reporting.Results;

/// <summary>What one attack of an ensemble contributed: the ensemble's attacks run one after another, each on what is left.</summary>
public sealed record MemberOutcome
{
    /// <summary>The attack's id within the ensemble, e.g. <c>apgd-ce-100</c>.</summary>
    public required string AttackId { get; init; }

    /// <summary>What tables call it, e.g. <c>APGD-CE-100</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it gets to see.</summary>
    public required AttackKnowledge Knowledge { get; init; }

    /// <summary>
    /// The number of images whose candidate is its own and is misclassified in every verdict draw. On a deterministic variant the
    /// robust accuracy after a stage is the clean accuracy less the images broken up to it.
    /// </summary>
    public required int Broken { get; init; }
}
