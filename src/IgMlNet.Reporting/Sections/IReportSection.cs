using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Sections;

/// <summary>
/// A part of a Markdown document about a report. It takes everything from the report: no clock, no machine, no culture.
/// To add one, implement this and list it in <see cref="MarkdownReport.StandardSections"/>.
/// </summary>
public interface IReportSection
{
    /// <summary>What configuration calls the section: lower-case words with dashes; unique.</summary>
    string Id { get; }

    /// <summary>Writes the section; writes nothing where it has nothing to say.</summary>
    void Write(RobustnessReport report, MarkdownWriter writer);
}
