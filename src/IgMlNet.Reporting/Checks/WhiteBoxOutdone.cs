using System.Globalization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// Attacks that know less than everything break images that no attack through the variant's own gradients breaks: those gradients
/// are of little use, and a better attack would find more.
/// </summary>
/// <remarks>
/// Papers: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 3.1; AutoAttack warns where Square
/// takes more than 0.2 points off what its white-box attacks left, which is where this begins too.
/// </remarks>
internal sealed class WhiteBoxOutdone : EvaluationCheck
{
    private const double Tolerated = 0.002;
    private const double Serious = 0.05;

    private static readonly IReadOnlyList<(AttackKnowledge Knowledge, string Name)> Others =
    [
        (AttackKnowledge.Scores, "attacks that see logits alone"),
        (AttackKnowledge.Decisions, "attacks that see decisions alone"),
        (AttackKnowledge.Transfer, "perturbations made for the base model"),
    ];

    public override string Id => "white-box-outdone";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        if (!report.MainAttacks.Any(attack => attack.Knowledge == AttackKnowledge.WhiteBox))
            yield break;
        foreach (var variant in report.Variants)
        {
            var broken = BrokenImages(report, variant, AttackKnowledge.WhiteBox);
            foreach (var (knowledge, name) in Others)
            {
                var more = BrokenImages(report, variant, knowledge).Except(broken).Count()
                    + MembersOf(report, variant, knowledge).Sum(member => member.Broken);
                var share = (double)more / report.Labels.Length;
                if (more > 1 && share > Tolerated)
                    yield return Finding(variant, knowledge, name, share);
            }
        }
    }

    /// <summary>The images that attacks of some knowledge break in most draws; an ensemble counts as what its best informed attack knows.</summary>
    private static HashSet<int> BrokenImages(RobustnessReport report, VariantInfo variant, AttackKnowledge knowledge) =>
    [
        .. report.MainAttacks
            .Where(attack => attack.Knowledge == knowledge)
            .Select(attack => report.OutcomeOf(variant.Id, attack.Id))
            .SelectMany(outcome => Enumerable.Range(0, report.Labels.Length)
                .Where(image => 2 * outcome.CorrectDraws[image] < outcome.Draws)),
    ];

    /// <summary>The parts of some knowledge within better informed ensembles, which only ever see what those before them left.</summary>
    private static IEnumerable<MemberOutcome> MembersOf(RobustnessReport report, VariantInfo variant, AttackKnowledge knowledge) =>
        report.MainAttacks
            .Where(attack => attack.Knowledge == AttackKnowledge.WhiteBox)
            .SelectMany(attack => report.OutcomeOf(variant.Id, attack.Id).Members)
            .Where(member => member.Knowledge == knowledge);

    private CheckFinding Finding(VariantInfo variant, AttackKnowledge knowledge, string name, double share) => new()
    {
        Id = Id,
        VariantId = variant.Id,
        Severity = share > Serious && knowledge != AttackKnowledge.Transfer ? CheckSeverity.Blocking : CheckSeverity.Warning,
        Message = string.Create(
            CultureInfo.InvariantCulture,
            $"On {variant.DisplayName}, {name} break {share:P1} of the images that gradients leave standing."),
        Cause = knowledge == AttackKnowledge.Transfer
            ? "The variant's own gradients mislead more than those of the base model, as is common for test-time defenses"
            : "The variant's gradients are masked: they do not lead where the loss rises",
        Remedy = "Trust the worst case over all attacks at most, and look for a surrogate with honest gradients",
    };
}
