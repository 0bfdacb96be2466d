using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Plots;

/// <summary>The robust accuracy of every variant under every attack at the threat model's ε, and in the worst case.</summary>
internal static class AttackBars
{
    public static ReportPlot Draw(RobustnessReport report)
    {
        List<(string, IReadOnlyList<ImageVerdicts?>)> groups =
        [
            (RobustnessReport.CleanId, Verdicts(RobustnessReport.CleanId)),
            .. report.MainAttacks.Select(attack => (attack.DisplayName, Verdicts(attack.Id))),
            ("worst case", [.. report.Variants.Select(variant => ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts)]),
        ];
        const string title = "Robust accuracy of every variant under every attack, with 95 % intervals";
        return new ReportPlot("attacks", new RobustnessTableSection().Id, title, GroupedBars.Draw(report, "attacks", groups, title));

        IReadOnlyList<ImageVerdicts?> Verdicts(string attack) =>
            [.. report.Variants.Select(variant => ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack)))];
    }
}
