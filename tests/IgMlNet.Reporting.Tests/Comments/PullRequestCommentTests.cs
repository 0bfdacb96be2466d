using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using IgMlNet.Reporting.Comments;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Tests.Comments;

public partial class PullRequestCommentTests
{
    /// <summary>Texts of people who mean harm, one for each thing that Markdown, HTML, GitHub or a runner could make of them.</summary>
    public static ImmutableArray<string> Hostile { get; } =
    [
        "plain", "a|b", "`", "``x`", "\\", "\\|", "a\\", "<script>alert(1)</script>", "<img src=x onerror=1>",
        "<!-- igml:report v1 -->", "-->", "@octocat", "org/repo#1", "#12", "fixes #12", "https://evil.example/a", "www.evil.com",
        "![x](https://evil/p.png)", "[x](javascript:1)", "**b** _i_ ~~s~~", "line1\nline2", "line1\r\n| a | b |", "\u202Eevil\u202C",
        "\u200Bzero", "&lt;b&gt;&#124;", "</details>", "<details><summary>x", "$x^2$", ":smile:", "```\nfence", "a`b`|c", "|", "||", "%",
        "\0nul", "\t tab", "  lead", "a  ", "\U0001F600 emoji", "::error::x", "\u001b[31mred", "a\u2028b", "e\u0301", "[^1]",
        "- [ ] task", "0123456789012345678901234567890123456789", "foo@bar.com", "~~~", "***", "--- | ---", "x\\`y", "\\\\|", "`|`",
        "{{7*7}}",
    ];

    /// <summary>Comments within any budget on results full of one of those texts.</summary>
    private static readonly Gen<(string Markdown, int Budget)> HostileComments =
        from report in SampleReports.Any
        from hostile in Gen.Int[0, Hostile.Length - 1].Select(static i => Hostile[i])
        from length in Gen.Int[1, 3000]
        from budget in Gen.Int[PullRequestComment.SmallestBudget, 60_000]
        select (Full(report, string.Concat(Enumerable.Repeat(hostile, length)), budget), budget);

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Hostile.Length)];

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void A_comment_reads_as_expected_in_every_culture(string culture) => ExpectedFile.Matches(
        "pull-request.md", Cultures.Under(culture, static () => Comment(Compared(), 60_000)));

    [Fact]
    public void Without_a_base_a_comment_reads_as_expected() => ExpectedFile.Matches(
        "pull-request-without-base.md", Comment(Compared() with { Base = null }, 60_000));

    [Fact]
    public void The_first_line_is_the_verdict_and_the_second_says_whether_to_believe_it()
    {
        var lines = Comment(Compared(), 60_000).Split('\n');
        Assert.StartsWith("### ⚪ Only claimed: No significant change of robustness: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("**Only claimed**", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, PullRequestOutcome.NoSignificantChange)]
    [InlineData(10, 0, PullRequestOutcome.Better)]
    [InlineData(0, 10, PullRequestOutcome.Worse)]
    [InlineData(5, 0, PullRequestOutcome.NoSignificantChange)]
    public void The_outcome_is_that_of_the_paired_test(int gained, int lost, PullRequestOutcome expected)
    {
        var (first, second) = (SampleReports.WithEvidence(Report(0, lost)), SampleReports.WithEvidence(Report(gained, 0)));
        Assert.Equal(expected, PullRequestVerdict.FromResults(Of(first, second)).Outcome);
    }

    [Fact]
    public void A_gain_that_the_attacks_cannot_show_is_called_an_upper_bound_without_a_p_value()
    {
        var verdict = PullRequestVerdict.FromResults(Of(Report(0, 0), Report(8, 0)));
        Assert.Equal(PullRequestOutcome.UpperBound, verdict.Outcome);
        var title = PullRequestComment.TitleOf(verdict);
        Assert.Contains("Robustness gain unproven: an upper bound: ", title, StringComparison.Ordinal);
        Assert.EndsWith("gain under gradient attacks only: an upper bound", title, StringComparison.Ordinal);
        Assert.DoesNotContain("p <", title, StringComparison.Ordinal);
        Assert.StartsWith("### ⚪", Comment(Of(Report(0, 0), Report(8, 0)), 60_000), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_that_forbids_belief_withholds_the_verdict_and_names_its_reason()
    {
        var results = Compared();
        var finding = new CheckFinding
        {
            Id = "zero-gradients",
            VariantId = "igd",
            Severity = CheckSeverity.Blocking,
            Message = "all gradients are zero",
            Cause = "c",
            Remedy = "r",
        };
        results = results with { Head = results.Head with { Checks = [finding] } };
        var comment = Comment(results, 60_000);
        Assert.StartsWith("### ⚪ Only claimed: No verdict on robustness\n", comment, StringComparison.Ordinal);
        Assert.Contains("**The numbers should not be believed**: all gradients are zero.", comment, StringComparison.Ordinal);
        Assert.Equal("Only claimed: No verdict on robustness", PullRequestComment.TitleOf(PullRequestVerdict.FromResults(results)));
    }

    [Fact]
    public void What_was_evaluated_by_another_version_is_not_compared()
    {
        var other = SampleReports.Small with { Provenance = SampleReports.Small.Provenance with { ToolVersion = "0.2.0" } };
        var verdict = PullRequestVerdict.FromResults(Of(other, SampleReports.Small));
        Assert.Equal(PullRequestOutcome.NotComparable, verdict.Outcome);
        Assert.Contains("different versions", Comment(Of(other, SampleReports.Small), 60_000), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "There are no results of `bbbbbbbbbbb…` yet; once it has been evaluated, this report compares with them.")]
    [InlineData(BaseEvaluationState.UnderWay, "`bbbbbbbbbbb…` yet: it [is being evaluated](<https://github.com/o/r/actions/workflows/w.yml>), and then")]
    [InlineData(BaseEvaluationState.Fruitless, "`bbbbbbbbbbb…`: [its evaluation](<https://github.com/o/r/actions/workflows/w.yml>) left none.")]
    [InlineData(BaseEvaluationState.NoWorkflow, "`bbbbbbbbbbb…`, and no workflow `w.yml` of this repository that could be started")]
    [InlineData(BaseEvaluationState.NotPermitted, "`bbbbbbbbbbb…`, and this report has not the right to start `w.yml`")]
    public void Without_a_base_it_says_what_becomes_of_it_however_little_room_there_is(BaseEvaluationState? state, string words)
    {
        var evaluation = state is { } known ? new BaseEvaluation(known, "w.yml", new Uri("https://github.com/o/r/actions/workflows/w.yml")) : null;
        foreach (var bytes in new[] { 60_000, PullRequestComment.SmallestBudget })
            Assert.Contains(words, Comment(Compared() with { Base = null, BaseEvaluation = evaluation }, bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void It_fits_any_budget_and_keeps_its_verdict_whatever_the_results_say() => HostileComments.Sample(static sample =>
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(sample.Markdown), 1, sample.Budget);
            Assert.StartsWith("### ", sample.Markdown, StringComparison.Ordinal);
            Assert.Equal(
                Regex.Count(sample.Markdown, "^<details>$", RegexOptions.Multiline),
                Regex.Count(sample.Markdown, "^</details>$", RegexOptions.Multiline));
        }, iter: 200);

    [Fact]
    public void Results_never_write_a_comment_of_HTML_wherever_it_is_cut()
    {
        CmarkGfm.SkipUnlessThere();
        HostileComments.Sample(static sample => Assert.DoesNotContain("<!--", CmarkGfm.Render(sample.Markdown), StringComparison.Ordinal), iter: 200);
    }

    [Fact]
    public void Less_room_leaves_out_more_and_says_so()
    {
        var many = Many(40);
        var lengths = new List<int>();
        foreach (var budget in new[] { 60_000, 20_000, 12_000, 4000 })
        {
            var markdown = Comment(Of(many, many), budget);
            lengths.Add(markdown.Length);
            Assert.Contains("[class-wise results](<", markdown, StringComparison.Ordinal);
        }

        Assert.Equal(lengths.OrderDescending(), lengths);
        Assert.Contains("Left out for want of room: all tables.", Comment(Of(many, many), 4000), StringComparison.Ordinal);
        Assert.DoesNotContain("Left out", Comment(Compared(), 60_000), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void A_hostile_text_in_a_cell_shows_as_it_is_in_GitHub_s_renderer(int index)
    {
        var text = Hostile[index];
        var writer = new MarkdownWriter();
        writer.Table([new MarkdownColumn($"h1"), new MarkdownColumn($"h2")], [[MarkdownText.Plain(text), $"END"], [MarkdownText.Code(text), $"END"]]);
        var rows = Row().Matches(CmarkGfm.Render(writer.ToString()));
        Assert.Equal(3, rows.Count);
        foreach (var row in rows.Skip(1))
        {
            var cells = Cell().Matches(row.Groups[1].Value);
            Assert.Equal(2, cells.Count);
            Assert.Equal("END", cells[1].Groups[1].Value);
            var inner = Code().Replace(cells[0].Groups[1].Value, "$1");
            Assert.DoesNotContain('<', inner);
            Assert.Equal(VisibleText.Clean(text).Trim(' '), WebUtility.HtmlDecode(inner).Trim(' '));
        }
    }

    [Fact]
    public void A_report_full_of_hostile_texts_does_nothing_in_GitHub_s_renderer()
    {
        foreach (var text in Hostile)
        {
            var head = With(SampleReports.Small, text + "x");
            foreach (var results in new[] { Of(head, head), Of(head, head) with { Base = null } })
            {
                var html = CmarkGfm.Render(PullRequestSummary.RenderWithin(PullRequestVerdict.FromResults(results with { ClaimedBecause = [text] }), 200_000));
                Assert.Equal(3, Link().Count(html));
                Assert.All(Link().Matches(html), match => Assert.StartsWith("<a href=\"https://github.com/o/r/actions/", match.Value, StringComparison.Ordinal));
                Assert.DoesNotMatch("<(img|script|input|iframe|!--)", html);
                Assert.Equal(Regex.Count(html, "<details>"), Regex.Count(html, "</details>"));
                Assert.All(Table().Matches(html), table =>
                {
                    var columns = Regex.Count(table.Value, "<th[ >]");
                    Assert.All(Row().Matches(table.Value).Skip(1), row => Assert.Equal(columns, Regex.Count(row.Value, "<td[ >]")));
                });
                Assert.DoesNotMatch("@octocat|fixes #12", CodeOrPre().Replace(html, ""));
            }
        }
    }

    [Fact]
    public void A_note_says_what_happened_and_no_text_in_it_acts()
    {
        var note = new PullRequestNote("shard 3 of <b>@you</b> is missing", new string('a', 40), new Uri("https://github.com/o/r/actions/runs/1")).Render();
        Assert.Equal(
            "### ⚠️ Robustness not measured\n\n`aaaaaaaaaaa…`: `shard 3 of <b>@you</b> is missing`. See [the run](<https://github.com/o/r/actions/runs/1>).\n",
            note);
    }

    private static string Comment(PullRequestResults results, int bytes) => PullRequestComment.RenderWithin(PullRequestVerdict.FromResults(results), bytes);

    /// <summary>A comment on results whose every text is this one, or its beginning where it is very long.</summary>
    private static string Full(RobustnessReport report, string text, int bytes)
    {
        var all = (text.Length > 15_000 ? text[..15_000] : text) + "x";
        var head = With(report, all);
        return Comment(Of(head, head) with { ClaimedBecause = [all, all] }, bytes);
    }

    private static PullRequestResults Compared() => Of(SampleReports.Small, SampleReports.Small);

    private static PullRequestResults Of(RobustnessReport first, RobustnessReport second) => new()
    {
        Head = second,
        Base = first,
        HeadCommit = new string('a', 40),
        BaseCommit = new string('b', 40),
        Tier = TrustTier.Claimed,
        ClaimedBecause = ["src/Attack.cs", "build/x.targets"],
        RunPage = new Uri("https://github.com/o/r/actions/runs/500"),
        DetailsPage = new Uri("https://github.com/o/r/actions/runs/900"),
        FilesPage = new Uri("https://github.com/o/r/actions/runs/900#artifacts"),
    };

    /// <summary>One variant on 40 images, of which the first few survive: 20, and more or fewer.</summary>
    private static RobustnessReport Report(int more, int fewer) => SampleReports.Small with
    {
        Dataset = SampleReports.Small.Dataset with { Images = 40 },
        Labels = [.. Enumerable.Range(0, 40).Select(static i => i % 3)],
        Variants = [SampleReports.Small.Variants[0]],
        Attacks = [SampleReports.Small.Attacks[0]],
        Checks = [],
        Timings = null,
        Outcomes =
        [
            SampleReports.Outcome("base", RobustnessReport.CleanId, 1, First(40)),
            SampleReports.Outcome("base", "fgsm", 1, First(20 + more + fewer)),
        ],
    };

    private static RobustnessReport Many(int variants) => SampleReports.Small with
    {
        BaseVariantId = "v0",
        Diagnostics = [],
        Checks = [],
        Timings = null,
        Variants = [.. Enumerable.Range(0, variants).Select(static i => SampleReports.Variant($"v{i}", $"variant {i} {new string('n', 90)}", "none"))],
        Outcomes =
        [
            .. from variant in Enumerable.Range(0, variants)
               from attack in (string[])[RobustnessReport.CleanId, "fgsm", "pgd20"]
               select SampleReports.Outcome($"v{variant}", attack, 1, [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]),
        ],
    };

    private static byte[] First(int count) => [.. Enumerable.Range(0, 40).Select(i => i < count ? (byte)1 : (byte)0)];

    /// <summary>A report with a text in every place that has one.</summary>
    private static RobustnessReport With(RobustnessReport report, string text) => report with
    {
        Title = text,
        Dataset = report.Dataset with { Name = text, Split = text, Classes = [.. report.Dataset.Classes.Select((_, i) => $"{text}{i}")] },
        Model = report.Model with { Name = text, Architecture = text, Hash = text },
        Variants = [.. report.Variants.Select(variant => variant with { DisplayName = text, Defense = text, Layer = text, Ranking = text })],
        Attacks = [.. report.Attacks.Select(attack => attack with { DisplayName = text, Family = text, Description = text })],
        Checks = [.. report.Checks.Select(check => check with { Message = text, Cause = text, Remedy = text })],
        Provenance = report.Provenance with
        {
            ToolVersion = text,
            Commit = text,
            PlanHash = text,
            Command = text,
            Machines = [SampleReports.Machine(text) with { Driver = text, OperatingSystem = text }],
        },
    };

    [GeneratedRegex("<tr>(.*?)</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<td[^>]*>(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("^<code>(.*)</code>$", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("<(code|pre)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex CodeOrPre();

    [GeneratedRegex("<table>.*?</table>", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("<a [^>]*")]
    private static partial Regex Link();
}
