using System.Collections.Immutable;
using System.Text;
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
        new CurvesSection(),
        new ChecksSection(),
        new ClassWiseSection(),
        new AttackDetailsSection(),
        new ProvenanceSection(),
        new RecommendationSection(),
    ];

    /// <summary>The full document.</summary>
    public static string Render(RobustnessReport report) => Render(report, StandardSections);

    /// <summary>
    /// As much of the document as fits into so many bytes of UTF-8: sections are left out whole, the last first, and the headline
    /// never; what is left out is named.
    /// </summary>
    /// <exception cref="ArgumentException">Not even the headline fits.</exception>
    public static string RenderWithin(RobustnessReport report, int bytes)
    {
        for (var count = StandardSections.Length; count > 0; count--)
        {
            var writer = new MarkdownWriter();
            foreach (var section in StandardSections.Take(count))
                section.Write(report, writer);
            if (count < StandardSections.Length)
                writer.Paragraph($"Left out for want of room: {string.Join(", ", StandardSections.Skip(count).Select(static s => s.Id))}.");
            var markdown = writer.ToString();
            if (Encoding.UTF8.GetByteCount(markdown) <= bytes)
                return markdown;
        }

        throw new ArgumentException($"The headline alone takes more than {bytes} bytes.", nameof(bytes));
    }

    /// <summary>A document of the given sections, in their order.</summary>
    public static string Render(RobustnessReport report, IEnumerable<IReportSection> sections)
    {
        var writer = new MarkdownWriter();
        foreach (var section in sections)
            section.Write(report, writer);
        return writer.ToString();
    }
}
