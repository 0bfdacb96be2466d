using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>The defense itself computes gradients at inference: attacks that do not unroll that see something else.</summary>
/// <remarks>Paper: Croce et al., Evaluating the Adversarial Robustness of Adaptive Test-time Defenses (ICML 2022).</remarks>
internal sealed class OptimizationAtInference : EvaluationCheck
{
    public override string Id => "optimization-at-inference";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report) => report.Diagnostics
        .Where(probe => probe.OptimizesAtInference)
        .Select(probe => new CheckFinding
        {
            Id = Id,
            VariantId = probe.VariantId,
            Severity = CheckSeverity.Warning,
            Message = $"{report.VariantOf(probe.VariantId).DisplayName} computes gradients to make a prediction.",
            Cause = "The defense optimizes at inference, and standard attacks may not see through the optimization",
            Remedy = "Let the surrogate unroll the optimization, and attack by transfer from the base model and without gradients",
        });
}
