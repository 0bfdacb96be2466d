using System.Globalization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>A variant that says it is deterministic answers differently from call to call: one lucky draw would be its verdict.</summary>
/// <remarks>As AutoAttack's check for randomized defenses (Croce &amp; Hein, ICML 2020), which asks for its version <i>rand</i>.</remarks>
internal sealed class UndeclaredRandomness : EvaluationCheck
{
    public override string Id => "undeclared-randomness";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report) => report.Diagnostics
        .Where(probe => probe.UndeclaredRandomnessShare > 0)
        .Select(probe => new CheckFinding
        {
            Id = Id,
            VariantId = probe.VariantId,
            Severity = CheckSeverity.Blocking,
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{report.VariantOf(probe.VariantId).DisplayName} says it is deterministic, and answers differently the second time for {probe.UndeclaredRandomnessShare:P0} of the images."),
            Cause = "The defense draws random numbers that it was not given, or keeps state from call to call",
            Remedy = "Draw from the streams that Logits is given and say IsRandomized, so that verdicts are averaged over draws",
        });
}
