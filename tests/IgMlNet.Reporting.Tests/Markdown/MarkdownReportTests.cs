using System.Collections.Immutable;
using CsCheck;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Sections;

namespace IgMlNet.Reporting.Tests.Markdown;

public class MarkdownReportTests
{
    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void A_report_reads_as_expected_in_every_culture(string culture) =>
        ExpectedFile.Matches("report.md", Cultures.Under(culture, static () => MarkdownReport.Render(SampleReports.Small)));

    [Fact]
    public void A_blocking_check_takes_the_place_of_the_verdict()
    {
        var markdown = MarkdownReport.Render(SampleReports.Small with { Checks = [Blocking("igd")] });
        ExpectedFile.Matches("report-blocked.md", markdown);
        Assert.Contains("**IG-Defense, k = 3**: **no verdict**, all gradients are zero", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("base")]
    public void A_finding_about_everything_or_the_base_leaves_no_verdict_at_all(string? variant)
    {
        var markdown = MarkdownReport.Render(SampleReports.Small with { Checks = [Blocking(variant)] });
        Assert.Equal(3, markdown.Split("**no verdict**").Length - 1);
        Assert.DoesNotContain("significant change", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("p = ", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_read_back_renders_to_the_same_bytes() => SampleReports.Any.Sample(report =>
    {
        var back = ReportFile.Parse(ReportFile.ToUtf8Bytes(report), "report.json");
        Assert.Equal(MarkdownReport.Render(report), MarkdownReport.Render(back));
    }, iter: 100);

    [Fact]
    public void No_text_of_a_report_can_change_the_structure_of_the_document() => SampleReports.Any.Sample(report =>
    {
        var plain = report with
        {
            Title = "t",
            Dataset = report.Dataset with { Split = "s" },
            Provenance = report.Provenance with { Command = "c" },
            Variants = [.. report.Variants.Select(static v => v with { DisplayName = "v" })],
            Attacks = [.. report.Attacks.Select(static a => a with { DisplayName = "a" })],
        };
        Assert.Equal(StructureOf(plain), StructureOf(report with { Provenance = plain.Provenance }));
    }, iter: 500);

    [Fact]
    public void Without_timings_no_time_and_no_cost_is_shown()
    {
        var timed = MarkdownReport.Render(SampleReports.Small);
        var untimed = MarkdownReport.Render(SampleReports.Small with { Timings = null });
        Assert.All(
            (string[])["| cost |", "| time |", "| wall time |", "1.5 s", "1 min 1 s", "1.05×", "Cost: "],
            text =>
            {
                Assert.Contains(text, timed, StringComparison.Ordinal);
                Assert.DoesNotContain(text, untimed, StringComparison.Ordinal);
            });
    }

    [Fact]
    public void When_it_was_run_is_not_rendered()
    {
        var timings = SampleReports.Small.Timings!;
        var later = SampleReports.Small with
        {
            Timings = timings with { Runs = [timings.Runs[0] with { StartedUtc = DateTimeOffset.MaxValue }] },
        };
        Assert.Equal(MarkdownReport.Render(SampleReports.Small), MarkdownReport.Render(later));
    }

    [Fact]
    public void Within_so_many_bytes_it_leaves_out_whole_sections_from_the_end_and_says_which()
    {
        var whole = MarkdownReport.Render(SampleReports.Small);
        var size = System.Text.Encoding.UTF8.GetByteCount(whole);
        Assert.Equal(whole, MarkdownReport.RenderWithin(SampleReports.Small, size));
        var ids = MarkdownReport.StandardSections.Select(static section => section.Id).ToList();
        var counts = new HashSet<int>();
        for (var bytes = size - 1; ; bytes -= 61)
        {
            string markdown;
            try
            {
                markdown = MarkdownReport.RenderWithin(SampleReports.Small, bytes);
            }
            catch (ArgumentException)
            {
                var headline = MarkdownReport.Render(SampleReports.Small, MarkdownReport.StandardSections.Take(1));
                Assert.True(System.Text.Encoding.UTF8.GetByteCount(headline) + 100 > bytes);
                break;
            }

            Assert.True(System.Text.Encoding.UTF8.GetByteCount(markdown) <= bytes);
            var (body, end) = (markdown[..markdown.LastIndexOf("\n\n", StringComparison.Ordinal)], markdown.TrimEnd().Split('\n')[^1]);
            Assert.StartsWith(body, whole, StringComparison.Ordinal);
            var count = ids.FindIndex(id => end.Contains(id.Replace("-", "\\-", StringComparison.Ordinal), StringComparison.Ordinal) || end.Contains(id, StringComparison.Ordinal));
            Assert.Equal($"Left out for want of room: {string.Join(", ", ids.Skip(count))}.", end.Replace("\\", "", StringComparison.Ordinal));
            Assert.Equal(
                MarkdownReport.Render(SampleReports.Small, MarkdownReport.StandardSections.Take(count)).TrimEnd(), body.TrimEnd());
            counts.Add(count);
        }

        // Curves have nothing to say here, so that one section more costs nothing once there is room for two.
        Assert.Equal([1, 3, 4, 5, 6, 7], counts.Order());
    }

    [Fact]
    public void Sections_have_ids_of_their_own() =>
        Assert.Distinct(MarkdownReport.StandardSections.Append(new PlotSection("report.svg", "a plot")).Select(static s => s.Id));

    private static CheckFinding Blocking(string? variant) => new()
    {
        Id = "zero-gradients",
        VariantId = variant,
        Severity = CheckSeverity.Blocking,
        Message = "all gradients are zero",
        Cause = "a saturated loss",
        Remedy = "attack the logits",
    };

    /// <summary>For every line its block marker and how many cells it has.</summary>
    private static ImmutableArray<(char, int)> StructureOf(RobustnessReport report) =>
    [
        .. MarkdownReport.Render(report).Split('\n').Select(static line =>
            (line.Length == 0 ? ' ' : char.IsAsciiLetterOrDigit(line[0]) || line[0] is '\\' or '`' ? 'x' : line[0],
                line.StartsWith('|') ? line.Replace("\\|", "", StringComparison.Ordinal).Count(static c => c == '|') : 0)),
    ];
}
