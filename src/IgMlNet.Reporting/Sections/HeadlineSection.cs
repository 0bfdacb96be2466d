using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>
/// The title and the verdict: for every variant whether its worst case is better than that of the base. Where a check
/// forbids to believe the numbers, the reason stands in their place.
/// </summary>
public sealed class HeadlineSection : IReportSection
{
    /// <inheritdoc/>
    public string Id => "headline";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        writer.Heading(1, $"{report.Title}");
        var dataset = report.Dataset;
        writer.Paragraph(
            $"{report.Model.Name} ({report.Model.Architecture}) on {Format.Count(dataset.Images)} images of {dataset.Name} "
            + $"({dataset.Split}), {report.ThreatModel.Norm.ToString()} attacks, ε = {report.ThreatModel.EpsilonText}.");
        var trust = ReportTrust.Assess(report);
        writer.Bullets([BaseLine(report, trust), .. VariantVerdict.FromReport(report).Select(verdict => Line(verdict, trust))]);
        if (report.Variants.Length > 1)
        {
            writer.Paragraph(
                $"Each variant against {report.VariantOf(report.BaseVariantId).DisplayName} on the same images, in the worst "
                + $"case over the attacks: exact two-sided McNemar test (for randomized variants its generalization to "
                + $"fractions of draws), Holm-adjusted, 5 % level.");
        }
    }

    private static MarkdownText BaseLine(RobustnessReport report, ReportTrust trust)
    {
        var variant = report.VariantOf(report.BaseVariantId);
        if (trust.Blocks(variant.Id))
            return Withheld(variant, trust);
        var verdicts = ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts;
        return $"**{variant.DisplayName}**: robust accuracy {Accuracy(verdicts)} in the worst case.";
    }

    private static MarkdownText Line(VariantVerdict verdict, ReportTrust trust)
    {
        if (trust.Blocks(verdict.Variant.Id))
            return Withheld(verdict.Variant, trust);
        var comparison = verdict.Comparison;
        if (verdict.Change == Change.UpperBound)
        {
            return $"**{verdict.Variant.DisplayName}**: {verdict.Word}. {Accuracy(verdict.WorstCase.Verdicts)}, "
                + $"{Format.GainInPoints(comparison.Difference)} {MarkdownText.Number(Format.GainInterval(comparison.Interval))}{AsThePaperCounts(verdict)}.";
        }

        return $"**{verdict.Variant.DisplayName}**: **{Format.Word(verdict.Change)}**, {Accuracy(verdict.WorstCase.Verdicts)}, "
            + $"{Format.GainInPoints(comparison.Difference)} {MarkdownText.Number(Format.GainInterval(comparison.Interval))}; "
            + $"images gained {Format.Count(comparison.Gained)}, lost {Format.Count(comparison.Lost)}; "
            + $"{MarkdownText.Number(Format.PValue(verdict.AdjustedPValue))}{TooFew(comparison)}{AsThePaperCounts(verdict)}.";
    }

    /// <summary>The other way to count a randomized variant; for a deterministic one it is the same.</summary>
    private static MarkdownText AsThePaperCounts(VariantVerdict verdict)
    {
        var comparison = verdict.AnyAttackComparison;
        return verdict.Variant.Randomized
            ? $"; as the paper counts (broken in any draw) {Format.GainInPoints(comparison.Difference)} {MarkdownText.Number(Format.GainInterval(comparison.Interval))}"
            : MarkdownText.Empty;
    }

    private static MarkdownText Withheld(VariantInfo variant, ReportTrust trust)
    {
        var reasons = trust.Findings.Where(check => check.VariantId == variant.Id).ToList();
        if (reasons.Count == 0)
            reasons = [.. trust.Findings];
        return $"**{variant.DisplayName}**: **no verdict**, {string.Join("; ", reasons.Select(static check => check.Message.TrimEnd('.')))}.";
    }

    private static MarkdownText Accuracy(ImageVerdicts verdicts) =>
        $"{Format.Accuracy(verdicts.Accuracy)} {MarkdownText.Number(Format.AccuracyInterval(verdicts.Interval))}";

    private static MarkdownText TooFew(PairedComparison comparison)
    {
        if (comparison.Gained + comparison.Lost >= McNemarTest.FewestDiscordant)
            return MarkdownText.Empty;
        return $" (with fewer than {McNemarTest.FewestDiscordant} changed images nothing can be significant)";
    }
}
