using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Plots;

/// <summary>The worst-case robust accuracy of every variant, class by class; of many classes, those that are worst for the base.</summary>
internal static class ClassBars
{
    private const int Most = 20;

    public static ReportPlot Draw(RobustnessReport report)
    {
        var worst = report.Variants.ToDictionary(
            variant => variant.Id, variant => ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts, StringComparer.Ordinal);
        var labels = Enumerable.Range(0, report.Dataset.Classes.Length)
            .Where(label => OfClass(report.BaseVariantId, label) is not null).ToList();
        var few = labels.Count > Most;
        if (few)
            labels = [.. labels.OrderBy(label => OfClass(report.BaseVariantId, label)!.Accuracy).Take(Most)];
        var title = few
            ? "Worst-case robust accuracy in the classes that are worst for the base, with 95 % intervals"
            : "Worst-case robust accuracy by class, with 95 % intervals";
        return new ReportPlot("classes", new ClassWiseSection().Id, title, GroupedBars.Draw(
            report,
            "classes",
            [
                .. labels.Select(label => (
                    report.Dataset.Classes[label],
                    (IReadOnlyList<ImageVerdicts?>)[.. report.Variants.Select(variant => OfClass(variant.Id, label))])),
            ],
            title));

        ImageVerdicts? OfClass(string variant, int label) => worst[variant].OfClass(label, report.Labels);
    }
}
