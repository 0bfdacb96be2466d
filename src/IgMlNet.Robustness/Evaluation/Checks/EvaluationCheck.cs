using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Robustness.Evaluation.Checks;

/// <summary>
/// A doubt about a report's numbers. A check looks at the finished report and at a sample of gradients, and returns findings, each
/// with cause and remedy; it prints nothing and changes no number.
/// </summary>
public abstract class EvaluationCheck
{
    /// <summary>All checks.</summary>
    public static IReadOnlyList<EvaluationCheck> All { get; } =
        [new ProbabilitiesInsteadOfLogits(), new ZeroGradients(), new StepsDoNotHelp(), new GradientAttacksOnly()];

    /// <summary>The identifier in reports, e.g. <c>zero-gradients</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The findings of all checks, in order.</summary>
    /// <param name="report">The report without findings.</param>
    /// <param name="probes">Gradients and logits of the first block of images.</param>
    internal static ImmutableArray<CheckFinding> RunAll(RobustnessReport report, GradientProbes probes) =>
        [.. All.SelectMany(check => check.Run(report, probes))];

    /// <summary>The findings about a report; none where there is no doubt.</summary>
    internal abstract IEnumerable<CheckFinding> Run(RobustnessReport report, GradientProbes probes);
}
