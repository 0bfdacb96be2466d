using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>A comparison of two evaluations as a Markdown table.</summary>
public static class ComparisonTable
{
    /// <summary>Writes it.</summary>
    public static void Write(ReportComparison comparison, MarkdownWriter writer)
    {
        var (first, second) = (comparison.First, comparison.Second);
        writer.Heading(1, $"{second.Title}, compared");
        writer.Paragraph($"{comparison.Summary}");
        writer.Table(
            [
                new MarkdownColumn($"variant"), new MarkdownColumn($"attack"), Number($"base"), Number($"head"),
                Number($"difference"), Number($"gained / lost"), Number($"p"), new MarkdownColumn($"verdict"),
            ],
            comparison.Cells.Select(cell => Row(second, cell)));
        writer.Paragraph(
            $"Base: {first.Model.Name}, {MarkdownText.Code(first.Model.Hash)}; head: {second.Model.Name}, "
            + $"{MarkdownText.Code(second.Model.Hash)}. The same {Format.Count(second.Labels.Length)} images of "
            + $"{second.Dataset.Name}; exact two-sided McNemar test (for randomized variants its generalization to fractions of draws), "
            + $"Holm-adjusted over the table, 5 % level; 95 % Newcombe interval of the difference.");
    }

    private static MarkdownColumn Number(MarkdownText title) => new(title, ColumnAlignment.Right);

    private static IReadOnlyList<MarkdownText> Row(RobustnessReport report, ComparedCell cell)
    {
        var attack = cell.AttackId switch
        {
            ReportComparison.WorstCaseId => "worst case",
            RobustnessReport.CleanId => RobustnessReport.CleanId,
            var id => report.Attacks.First(attack => attack.Id == id).DisplayName,
        };
        MarkdownText verdict = cell.Reason is { } reason
            ? $"{Format.Word(cell.Change)}: {reason}"
            : MarkdownText.Strong($"{Format.Word(cell.Change)}");
        if (cell is not { First: { } first, Second: { } second, Comparison: { } comparison })
            return [$"{cell.Variant.DisplayName}", $"{attack}", $"–", $"–", $"–", $"–", $"–", verdict];
        return
        [
            $"{cell.Variant.DisplayName}",
            $"{attack}",
            $"{Format.Accuracy(first.Accuracy)}",
            $"{Format.Accuracy(second.Accuracy)}",
            $"{Format.Gain(comparison.Difference)} {MarkdownText.Number(Format.GainInterval(comparison.Interval))}",
            $"{Format.Count(comparison.Gained)} / {Format.Count(comparison.Lost)}",
            MarkdownText.Number(Format.PValue(cell.AdjustedPValue)),
            verdict,
        ];
    }
}
