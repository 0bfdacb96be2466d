using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// Attacks that know less than everything break images that no attack through the variant's own gradients breaks: those gradients
/// are of little use, and a better attack would find more.
/// </summary>
/// <remarks>
/// <para>
/// Papers: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 3.1; AutoAttack warns where Square
/// takes more than 0.2 points off what its white-box attacks left, which is where this begins too.
/// </para>
/// <para>
/// The share is of the images that gradients leave. Of a randomized variant an image counts only where the other attack breaks it in every
/// draw and gradients leave it in most: chance alone breaks some draws. On the base model attacks by transfer climb its own gradients, and
/// count as white-box attacks.
/// </para>
/// </remarks>
internal sealed class WhiteBoxOutdone : EvaluationCheck
{
    private const double Tolerated = 0.002;
    private const double Serious = 0.05;

    private static readonly IReadOnlyList<(AttackKnowledge Knowledge, string Name)> Others =
    [
        (AttackKnowledge.Scores, "attacks that see only logits"),
        (AttackKnowledge.Decisions, "attacks that see only decisions"),
        (AttackKnowledge.Transfer, "perturbations made for the base model"),
    ];

    public override string Id => "white-box-outdone";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        if (!report.MainAttacks.Any(attack => attack.Knowledge == AttackKnowledge.WhiteBox))
            yield break;
        foreach (var variant in report.Variants)
        {
            AttackKnowledge[] gradients = variant.IsDefended
                ? [AttackKnowledge.WhiteBox] : [AttackKnowledge.WhiteBox, AttackKnowledge.Transfer];
            var left = Enumerable.Range(0, report.Labels.Length).ToHashSet();
            left.ExceptWith(gradients.SelectMany(knowledge => Broken(report, variant, knowledge, static outcome => (outcome.Draws / 2) + 1)));

            // What later members of an ensemble broke, its gradients left.
            var stages = Others.ToDictionary(static other => other.Knowledge, other => MembersOf(report, variant, other.Knowledge).Sum(static member => member.Broken));
            foreach (var (knowledge, name) in Others.Where(other => !gradients.Contains(other.Knowledge)))
            {
                var more = stages[knowledge] + Broken(report, variant, knowledge, static outcome => outcome.Draws).Intersect(left).Count();
                var images = left.Count + stages.Values.Sum();
                if (more > 1 && WilsonInterval.Compute(more, images) is var share && share.Lower > Tolerated)
                    yield return Finding(variant, knowledge, name, more, images, share);
            }
        }
    }

    /// <summary>
    /// The images that attacks of some knowledge break in as many draws as asked for; an ensemble counts as what its best informed attack knows.
    /// </summary>
    private static IEnumerable<int> Broken(
        RobustnessReport report, VariantInfo variant, AttackKnowledge knowledge, Func<AttackOutcome, int> draws) =>
        report.MainAttacks
            .Where(attack => attack.Knowledge == knowledge)
            .Select(attack => report.OutcomeOf(variant.Id, attack.Id))
            .SelectMany(outcome => Enumerable.Range(0, report.Labels.Length)
                .Where(image => outcome.Draws - outcome.CorrectDraws[image] >= draws(outcome)))
            .Distinct();

    /// <summary>The members of some knowledge within better informed ensembles, which only ever break what those before them left.</summary>
    private static IEnumerable<MemberOutcome> MembersOf(RobustnessReport report, VariantInfo variant, AttackKnowledge knowledge) =>
        report.MainAttacks
            .Where(attack => attack.Knowledge == AttackKnowledge.WhiteBox)
            .SelectMany(attack => report.OutcomeOf(variant.Id, attack.Id).Members)
            .Where(member => member.Knowledge == knowledge);

    private CheckFinding Finding(
        VariantInfo variant, AttackKnowledge knowledge, string name, int more, int images, Interval share) => new()
        {
            Id = Id,
            VariantId = variant.Id,
            Severity = share.Lower > Serious && knowledge != AttackKnowledge.Transfer ? CheckSeverity.Blocking : CheckSeverity.Warning,
            Message = $"On {variant.DisplayName}, {name} break {Format.Count(more)} of the {Format.Count(images)} images that gradients leave "
                + $"standing: {Format.Accuracy((double)more / images)} {Format.AccuracyInterval(share)}.",
            Cause = knowledge == AttackKnowledge.Transfer
                ? "The variant's own gradients mislead more than those of the base model, as is common for test-time defenses"
                : "The variant's gradients are masked: they do not lead where the loss rises",
            Remedy = "Trust the worst case over all attacks at most, and look for a surrogate with honest gradients",
        };
}
