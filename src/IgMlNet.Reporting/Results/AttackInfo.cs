namespace IgMlNet.Reporting.Results;

/// <summary>An attack that the variants were exposed to.</summary>
public sealed record AttackInfo
{
    /// <summary>The <see cref="Family"/> of random noise, which attacks are measured by.</summary>
    public const string NoiseFamily = "noise";

    /// <summary>The <see cref="Family"/> of the attack that climbs a defense's surrogates.</summary>
    public const string AdaptiveFamily = "adaptive";

    /// <summary>What other parts of the report call it; unique, never <see cref="RobustnessReport.CleanId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What tables call it, e.g. <c>PGD-20</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What attacks that differ in their number of steps and in ε have in common, e.g. <c>pgd</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Its budget ε in pixel units of [0,1]: that of the threat model, or another one to see how ε matters.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The number of its iterations, at least 1.</summary>
    public required int Steps { get; init; }

    /// <summary>The number of its runs from different starts, at least 1.</summary>
    public required int Restarts { get; init; }

    /// <summary>
    /// Steps along gradients in one run: from one start, towards one target class, whatever the number of draws; of an ensemble those of
    /// its longest attack; 0 without gradients. Null in results before schema version 4.
    /// </summary>
    public int? StepsPerRun { get; init; }

    /// <summary>
    /// Queries per image in one run of a black-box attack on the variant itself; of an ensemble the most of its black-box attacks; 0
    /// without one. Null in results before schema version 4.
    /// </summary>
    public int? BlackBoxQueries { get; init; }

    /// <summary>Draws of a randomized variant that each gradient is the mean of; 1 without expectation over transformation.</summary>
    public required int GradientDraws { get; init; }

    /// <summary>Classes that it targets one after another, at most; 0 for an untargeted attack.</summary>
    public required int TargetClasses { get; init; }

    /// <summary>What it gets to see.</summary>
    public required AttackKnowledge Knowledge { get; init; }

    /// <summary>The attack in words: its loss, step size, start, and what else decides its strength.</summary>
    public required string Description { get; init; }
}
