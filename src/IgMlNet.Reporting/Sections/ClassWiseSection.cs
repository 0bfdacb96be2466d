using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>The best and the worst class of every variant, in the worst case over the attacks (Table 11 of the paper).</summary>
public sealed class ClassWiseSection : IReportSection
{
    /// <inheritdoc/>
    public string Id => "class-wise";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        writer.Heading(2, $"Classes");
        writer.Table(
            [
                new MarkdownColumn($"variant"), new MarkdownColumn($"best class"),
                new MarkdownColumn($"robust accuracy", ColumnAlignment.Right), new MarkdownColumn($"worst class"),
                new MarkdownColumn($"robust accuracy", ColumnAlignment.Right),
            ],
            report.Variants.Select(variant => Row(report, variant)));
    }

    private static IReadOnlyList<MarkdownText> Row(RobustnessReport report, VariantInfo variant)
    {
        var verdicts = ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts;
        var classes = report.Dataset.Classes
            .Select((name, label) => (name, verdicts: verdicts.OfClass(label, report.Labels)))
            .Where(static c => c.verdicts is not null)
            .Select(static c => (c.name, verdicts: c.verdicts!))
            .ToList();

        // The earliest class stands for those that are equally good or bad.
        var best = classes.MaxBy(static c => c.verdicts.Accuracy);
        var worst = classes.MinBy(static c => c.verdicts.Accuracy);
        return [$"{variant.DisplayName}", $"{best.name}", Accuracy(best.verdicts), $"{worst.name}", Accuracy(worst.verdicts)];
    }

    private static MarkdownText Accuracy(ImageVerdicts verdicts) =>
        $"{Format.Accuracy(verdicts.Accuracy)}{MarkdownText.LineBreak}"
        + $"{MarkdownText.Number(Format.AccuracyInterval(verdicts.Interval))}, n = {verdicts.Images}";
}
