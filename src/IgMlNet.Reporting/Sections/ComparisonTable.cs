using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>A comparison of two evaluations as a Markdown table.</summary>
public static class ComparisonTable
{
    /// <summary>Writes it.</summary>
    public static void Write(ReportComparison comparison, MarkdownWriter writer)
    {
        writer.Heading(1, $"{comparison.Second.Title}, compared");
        writer.Paragraph($"{comparison.Summary}");
        WriteCells(comparison, comparison.Cells, writer);
        WriteNote(comparison, writer);
    }

    /// <summary>Writes some of its cells as a table.</summary>
    public static void WriteCells(ReportComparison comparison, IEnumerable<ComparedCell> cells, MarkdownWriter writer) =>
        writer.Table(
            [
                new MarkdownColumn($"variant"), new MarkdownColumn($"attack"), Number($"base"), Number($"head"),
                Number($"difference"), Number($"gained / lost"), Number($"p"), new MarkdownColumn($"verdict"),
            ],
            cells.Select(cell => Row(comparison.Second, cell)));

    /// <summary>Writes what was compared, and by which tests.</summary>
    public static void WriteNote(ReportComparison comparison, MarkdownWriter writer)
    {
        var (first, second) = (comparison.First, comparison.Second);
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
        MarkdownText verdict = cell.Reason is { } reason ? $"{cell.Word}: {reason}"
            : cell.Change == Change.UpperBound ? $"{cell.Word}"
            : Word(cell);
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
            cell.Change == Change.UpperBound ? $"–" : MarkdownText.Number(Format.PValue(cell.AdjustedPValue)),
            verdict,
        ];
    }

    /// <summary>Where nothing could have been significant, that is said; equal verdicts need no excuse.</summary>
    private static MarkdownText Word(ComparedCell cell)
    {
        var word = MarkdownText.Strong($"{Format.Word(cell.Change)}");
        return cell.Comparison is { } comparison && comparison.Gained + comparison.Lost is > 0 and < McNemarTest.FewestDiscordant
            ? $"{word} (fewer than {McNemarTest.FewestDiscordant} images changed)"
            : word;
    }
}
