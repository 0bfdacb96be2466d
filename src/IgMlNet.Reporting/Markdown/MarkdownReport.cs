using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;

namespace IgMlNet.Reporting.Markdown;

/// <summary>
/// A report as a Markdown document, composed of sections. The same report gives the same bytes, whatever the culture, the
/// time or the machine.
/// </summary>
public static class MarkdownReport
{
    /// <summary>The sections of the full document, in their order.</summary>
    public static ImmutableArray<IReportSection> StandardSections { get; } =
    [
        new HeadlineSection(),
        new RobustnessTableSection(),
        new ChecksSection(),
        new ClassWiseSection(),
        new AttackDetailsSection(),
        new ProvenanceSection(),
    ];

    /// <summary>The full document.</summary>
    public static string Render(RobustnessReport report) => Render(report, StandardSections);

    /// <summary>A document of the given sections, in their order.</summary>
    public static string Render(RobustnessReport report, IEnumerable<IReportSection> sections)
    {
        var writer = new MarkdownWriter();
        foreach (var section in sections)
            section.Write(report, writer);
        return writer.ToString();
    }
}
