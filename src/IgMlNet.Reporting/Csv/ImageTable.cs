using System.Text;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Csv;

/// <summary>
/// Image by image which attack decides the worst case, as comma-separated values (RFC 4180, UTF-8, <c>\n</c>): a row for every variant and
/// image with the draws in which it is classified correctly, as it is and in the worst case, and the attack whose candidate counts.
/// </summary>
public static class ImageTable
{
    private static readonly string[] Columns =
        ["variant_id", "image", "label", "class", "draws", "clean_correct", "worst_case_correct", "decided_by"];

    /// <summary>The whole file; <c>decided_by</c> is <c>clean</c> where no attack does worse than the unperturbed image.</summary>
    public static string Render(RobustnessReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var csv = new StringBuilder();
        CsvText.Row(csv, Columns);
        foreach (var variant in report.Variants)
        {
            var worst = ImageWiseWorstCase.FromReport(report, variant.Id);
            var clean = report.OutcomeOf(variant.Id, RobustnessReport.CleanId);
            for (var image = 0; image < report.Labels.Length; image++)
            {
                var label = report.Labels[image];
                CsvText.Row(csv,
                [
                    CsvText.Text(variant.Id), CsvText.Number(image), CsvText.Number(label), CsvText.Text(report.Dataset.Classes[label]),
                    CsvText.Number(clean.Draws), CsvText.Number(clean.CorrectDraws[image]),
                    CsvText.Number(worst.Verdicts.CorrectDraws[image]), CsvText.Text(worst.AttackIds[image]),
                ]);
            }
        }

        return csv.ToString();
    }
}
