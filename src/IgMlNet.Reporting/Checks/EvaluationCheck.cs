using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// A doubt about a report's numbers. A check looks at the finished report and returns findings, each with cause and remedy; it
/// prints nothing, changes no number, and needs no model: reports that were merged elsewhere are checked alike.
/// </summary>
public abstract class EvaluationCheck
{
    /// <summary>All checks.</summary>
    public static IReadOnlyList<EvaluationCheck> All { get; } =
    [
        new ProbabilitiesInsteadOfLogits(),
        new ZeroGradients(),
        new OptimizationAtInference(),
        new UndeclaredRandomness(),
        new RandomnessNotAveraged(),
        new FewerClassesThanTargets(),
        new StepsDoNotHelp(),
        new BudgetDoesNotHelp(),
        new UnboundedAttackFails(),
        new NoiseOutdoesGradients(),
        new SeveralMachines(),
        new WhiteBoxOutdone(),
        new UnprovenGain(),
    ];

    /// <summary>The identifier in reports, e.g. <c>zero-gradients</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The findings of all checks, in order.</summary>
    public static ImmutableArray<CheckFinding> RunAll(RobustnessReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. All.SelectMany(check => check.Run(report))];
    }

    /// <summary>The findings about an evaluation; none where there is no doubt.</summary>
    internal abstract IEnumerable<CheckFinding> Run(RobustnessReport report);
}
