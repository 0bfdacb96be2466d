using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>The model seems to end in a softmax: losses on its outputs then saturate and attacks look weak.</summary>
internal sealed class ProbabilitiesInsteadOfLogits : EvaluationCheck
{
    public override string Id => "probabilities-instead-of-logits";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report) => report.Diagnostics
        .Where(probe => probe.ProbabilityShare == 1)
        .Select(probe => new CheckFinding
        {
            Id = Id,
            VariantId = probe.VariantId,
            Severity = CheckSeverity.Blocking,
            Message = $"The outputs of {report.VariantOf(probe.VariantId).DisplayName} are probabilities, not logits.",
            Cause = "The model ends in a softmax, so the losses that attacks climb saturate",
            Remedy = "Remove the softmax from the model and evaluate again",
        });
}
