using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Sections;

/// <summary>What the checks found, the gravest first, each with cause and remedy.</summary>
public sealed class ChecksSection : IReportSection
{
    /// <inheritdoc/>
    public string Id => "checks";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        writer.Heading(2, $"Checks");
        if (report.Checks.IsEmpty)
        {
            writer.Paragraph($"No check found a reason to doubt these numbers.");
            return;
        }

        writer.Table(
            [
                new MarkdownColumn($"check"), new MarkdownColumn($"variant"), new MarkdownColumn($"severity"),
                new MarkdownColumn($"seen"), new MarkdownColumn($"cause"), new MarkdownColumn($"remedy"),
            ],
            report.Checks.OrderByDescending(static check => check.Severity).Select(check => (IReadOnlyList<MarkdownText>)
            [
                $"{check.Id}",
                $"{(check.VariantId is { } id ? report.VariantOf(id).DisplayName : "all")}",
                $"{Word(check.Severity)}",
                $"{check.Message}",
                $"{check.Cause}",
                $"{check.Remedy}",
            ]));
    }

    private static string Word(CheckSeverity severity) => severity switch
    {
        CheckSeverity.Blocking => "blocks the verdict",
        CheckSeverity.Warning => "warning",
        _ => "note",
    };
}
