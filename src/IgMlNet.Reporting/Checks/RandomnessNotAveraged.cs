using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>A randomized variant was attacked through single gradients, whose noise the attacks then climb.</summary>
/// <remarks>Paper: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 4.2.</remarks>
internal sealed class RandomnessNotAveraged : EvaluationCheck
{
    public override string Id => "randomness-not-averaged";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        var direct = report.Attacks.Where(attack => attack is { Knowledge: AttackKnowledge.WhiteBox, Steps: > 0 }).ToList();
        if (direct.Count == 0 || direct.Exists(attack => attack.GradientDraws > 1))
            return [];
        return report.Variants.Where(variant => variant.Randomized).Select(variant => new CheckFinding
        {
            Id = Id,
            VariantId = variant.Id,
            Severity = CheckSeverity.Note,
            Message = $"{variant.DisplayName} is randomized, and no attack averages its gradients over draws.",
            Cause = "A single gradient of a randomized model is noisy, which makes attacks weaker than they could be",
            Remedy = "Add an attack with expectation over transformation, for example apgd-ce-100-eot20",
        });
    }
}
