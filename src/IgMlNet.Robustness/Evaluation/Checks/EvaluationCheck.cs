using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Robustness.Evaluation.Checks;

/// <summary>
/// A doubt about a report's numbers. A check looks at the finished report, the attacks and a sample of gradients, and returns findings, each
/// with cause and remedy; it prints nothing and changes no number.
/// </summary>
public abstract class EvaluationCheck
{
    /// <summary>All checks.</summary>
    public static IReadOnlyList<EvaluationCheck> All { get; } =
    [
        new ProbabilitiesInsteadOfLogits(),
        new ZeroGradients(),
        new OptimizationAtInference(),
        new RandomnessNotAveraged(),
        new FewerClassesThanTargets(),
        new StepsDoNotHelp(),
        new WhiteBoxOutdone(),
        new GradientAttacksOnly(),
    ];

    /// <summary>The identifier in reports, e.g. <c>zero-gradients</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The findings of all checks, in order.</summary>
    internal static ImmutableArray<CheckFinding> RunAll(CheckedEvaluation evaluation) =>
        [.. All.SelectMany(check => check.Run(evaluation))];

    /// <summary>The findings about an evaluation; none where there is no doubt.</summary>
    internal abstract IEnumerable<CheckFinding> Run(CheckedEvaluation evaluation);
}
