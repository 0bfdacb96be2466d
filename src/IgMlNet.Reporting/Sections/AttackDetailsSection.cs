using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>What the variants and attacks are, and what every attack achieved and took.</summary>
public sealed class AttackDetailsSection : IReportSection
{
    private const string None = "–";

    /// <inheritdoc/>
    public string Id => "attack-details";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        writer.Heading(2, $"Variants and attacks");
        writer.Table(
            [
                new MarkdownColumn($"variant"), new MarkdownColumn($"defense"), new MarkdownColumn($"layer"), Number($"k"),
                new MarkdownColumn($"ranking"), new MarkdownColumn($"randomized"),
            ],
            report.Variants.Select(static variant => (IReadOnlyList<MarkdownText>)
            [
                $"{variant.DisplayName}",
                $"{variant.Defense}",
                $"{variant.Layer ?? None}",
                $"{(variant.NeuronsKept is { } kept ? Format.Count(kept) : None)}",
                $"{variant.Ranking ?? None}",
                $"{(variant.Randomized ? "yes" : "no")}",
            ]));
        writer.Table(
            [
                new MarkdownColumn($"attack"), new MarkdownColumn($"sees"), Number($"steps"), Number($"restarts"),
                new MarkdownColumn($"description"),
            ],
            report.Attacks.Select(static attack => (IReadOnlyList<MarkdownText>)
            [
                $"{attack.DisplayName}",
                $"{Knowledge(attack.Knowledge)}",
                $"{Format.Count(attack.Steps)}",
                $"{Format.Count(attack.Restarts)}",
                $"{attack.Description}",
            ]));
        writer.Table(
            [
                new MarkdownColumn($"variant"), new MarkdownColumn($"attack"), Number($"robust accuracy"),
                Number($"in every draw"), Number($"largest distance"), Number($"forward passes"), Number($"gradients"),
                .. report.Timings is null ? (MarkdownColumn[])[] : [Number($"time")],
            ],
            from variant in report.Variants
            from attack in report.Attacks
            select Row(report, variant, attack));
        WriteMembers(report, writer);
        writer.Paragraph(
            $"In every draw: the share of images that no draw of a randomized variant misclassified. Passes and gradients are "
            + $"counted image by image; the largest distance is that of any candidate from its image, "
            + $"ε = {report.ThreatModel.EpsilonText}.");
    }

    private static void WriteMembers(RobustnessReport report, MarkdownWriter writer)
    {
        var rows = (from variant in report.Variants
                    from attack in report.Attacks
                    let outcome = report.OutcomeOf(variant.Id, attack.Id)
                    from member in outcome.Members
                    select (IReadOnlyList<MarkdownText>)
                    [
                        $"{variant.DisplayName}",
                        $"{attack.DisplayName}",
                        $"{member.DisplayName}",
                        $"{Knowledge(member.Knowledge)}",
                        $"{Format.Count(member.Broken)}",
                    ]).ToList();
        if (rows.Count == 0)
            return;
        writer.Table(
            [
                new MarkdownColumn($"variant"), new MarkdownColumn($"ensemble"), new MarkdownColumn($"its attacks in turn"),
                new MarkdownColumn($"sees"), Number($"images broken"),
            ],
            rows);
    }

    private static MarkdownColumn Number(MarkdownText title) => new(title, ColumnAlignment.Right);

    private static IReadOnlyList<MarkdownText> Row(RobustnessReport report, VariantInfo variant, AttackInfo attack)
    {
        var outcome = report.OutcomeOf(variant.Id, attack.Id);
        var verdicts = ImageVerdicts.FromOutcome(outcome);
        return
        [
            $"{variant.DisplayName}",
            $"{attack.DisplayName}",
            $"{Format.Accuracy(verdicts.Accuracy)}",
            $"{Format.Accuracy(verdicts.EveryDrawAccuracy)}",
            $"{Format.Distance(outcome.LargestDistance)}",
            $"{Format.Count(outcome.ForwardPasses)}",
            $"{Format.Count(outcome.GradientPasses)}",
            .. report.Timings is not { } timings ? (MarkdownText[])[]
                : [$"{(timings.SecondsOf(variant.Id, attack.Id) is { } seconds ? Format.Duration(seconds) : None)}"],
        ];
    }

    private static string Knowledge(AttackKnowledge knowledge) => knowledge switch
    {
        AttackKnowledge.WhiteBox => "everything (white box)",
        AttackKnowledge.Scores => "scores (black box)",
        AttackKnowledge.Decisions => "decisions (black box)",
        _ => "nothing (transfer)",
    };
}
