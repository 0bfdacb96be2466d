using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Publishing.Plots;

/// <summary>A plot of a report: its name, what it shows, and the picture.</summary>
/// <param name="Name">The name of its file without ending.</param>
/// <param name="Part">The part of the document behind which it goes: the id of a section, or of an analysis' table.</param>
/// <param name="Title">What it shows, in words.</param>
/// <param name="Svg">An SVG document; it follows a light or dark setting and needs no script.</param>
internal sealed record ReportPlot(string Name, string Part, string Title, string Svg)
{
    /// <summary>The plots that there is something to show for, in the order of their sections.</summary>
    public static ImmutableArray<ReportPlot> FromReport(RobustnessReport report) =>
    [
        .. GainIntervals.Draw(report),
        AttackBars.Draw(report),
        .. Curves.AgainstEpsilon(report),
        .. Curves.AgainstSteps(report),
        ClassBars.Draw(report),
    ];
}
