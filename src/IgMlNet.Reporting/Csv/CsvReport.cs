using System.Text;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Csv;

/// <summary>
/// The numbers of a report as comma-separated values (RFC 4180, UTF-8, <c>\n</c>): a row for every variant under every attack, as it
/// is, and in the worst case. Accuracies are fractions of 1, distances and ε pixel units of [0,1]. Texts that a spreadsheet would take
/// for a formula begin with an apostrophe.
/// </summary>
public static class CsvReport
{
    private const string WorstCase = "worst-case";

    private static readonly string[] Columns =
    [
        "model", "variant_id", "variant", "attack_id", "attack", "norm", "epsilon", "images", "draws", "correct", "accuracy", "lower",
        "upper", "every_draw_accuracy", "largest_distance", "forward_passes", "gradient_passes", "withheld",
    ];

    /// <summary>The whole file.</summary>
    public static string Render(RobustnessReport report)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', Columns).Append('\n');
        var trust = ReportTrust.Assess(report);
        foreach (var variant in report.Variants)
        {
            Row(csv, report, variant, trust, RobustnessReport.CleanId, RobustnessReport.CleanId, 0, report.OutcomeOf(variant.Id, RobustnessReport.CleanId));
            foreach (var attack in report.Attacks)
                Row(csv, report, variant, trust, attack.Id, attack.DisplayName, attack.Epsilon, report.OutcomeOf(variant.Id, attack.Id));
            var worst = ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts;
            CsvText.Row(csv, [.. Names(report, variant, WorstCase, "worst case", report.ThreatModel.Epsilon), .. Verdicts(worst), "", "", "", Withheld(trust, variant)]);
        }

        return csv.ToString();
    }

    private static void Row(
        StringBuilder csv,
        RobustnessReport report,
        VariantInfo variant,
        ReportTrust trust,
        string attackId,
        string attack,
        double epsilon,
        AttackOutcome outcome) => CsvText.Row(csv,
        [
            .. Names(report, variant, attackId, attack, epsilon),
            .. Verdicts(ImageVerdicts.FromOutcome(outcome)),
            CsvText.Number(outcome.LargestDistance),
            CsvText.Number(outcome.ForwardPasses),
            CsvText.Number(outcome.GradientPasses),
            Withheld(trust, variant),
        ]);

    private static IEnumerable<string> Names(
        RobustnessReport report, VariantInfo variant, string attackId, string attack, double epsilon) =>
    [
        CsvText.Text(report.Model.Name), CsvText.Text(variant.Id), CsvText.Text(variant.DisplayName), CsvText.Text(attackId), CsvText.Text(attack),
        report.ThreatModel.Norm.ToString(), CsvText.Number(epsilon),
    ];

    private static IEnumerable<string> Verdicts(ImageVerdicts verdicts) =>
    [
        CsvText.Number(verdicts.Images), CsvText.Number(verdicts.Draws), CsvText.Number(verdicts.CorrectDraws.Sum(static n => (long)n)),
        CsvText.Number(verdicts.Accuracy), CsvText.Number(verdicts.Interval.Lower), CsvText.Number(verdicts.Interval.Upper),
        CsvText.Number(verdicts.EveryDrawAccuracy),
    ];

    private static string Withheld(ReportTrust trust, VariantInfo variant) => trust.Blocks(variant.Id) ? "yes" : "no";
}
