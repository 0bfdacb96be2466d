using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using IgMlNet.Reporting.Comments;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Tests.Comments;
using IgMlNet.Reporting.Tests.Experiments;
using IgMlNet.Reporting.Tests.Leaderboards;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Markdown;

/// <summary>Documents of files whose every text is hostile, in GitHub's published renderer.</summary>
public partial class HostileNeighboursTests
{
    private const int Seeds = 60;

    [Fact]
    public void Two_code_spans_do_not_join()
    {
        var (device, driver) = ("@someone **VERIFIED** ![ok](https://evil.example/b.svg)`#", "#1");
        Assert.Equal("``@someone **VERIFIED** ![ok](https://evil.example/b.svg)`##1``", ((MarkdownText)$"{device}{driver}").ToString());
        Assert.Equal("`a` `b`", ((MarkdownText)$"{MarkdownText.Code("a")}{MarkdownText.Code("b")}").ToString());
        Assert.Equal("`@a` `b`", ((MarkdownText)$"{"@a"}{MarkdownText.Empty}{MarkdownText.Code("b")}").ToString());
        Assert.Equal("`a` `b`", MarkdownText.Join(MarkdownText.Empty, [MarkdownText.Code("a"), MarkdownText.Code("b")]).ToString());
    }

    [Theory]
    [InlineData("http:", "//evil.example", "`http://evil.example`")]
    [InlineData("www", ".evil.example", "`www.evil.example`")]
    [InlineData("GH", "-12", "`GH-12`")]
    [InlineData(":tada", ":", "`:tada:`")]
    [InlineData("1", ". x", "1\\. x")]
    [InlineData("a ", " b", "a  b")]
    public void Two_texts_are_judged_as_one(string one, string other, string expected) =>
        Assert.Equal(expected, ((MarkdownText)$"{one}{other}").ToString());

    [Fact]
    public void A_number_and_a_text_make_no_link()
    {
        Assert.Equal("[1, 2]\\(x)", ((MarkdownText)$"{MarkdownText.Number("[1, 2]")}{"(x)"}").ToString());
        Assert.Equal("[1, 2]\\: x", ((MarkdownText)$"{MarkdownText.Number("[1, 2]")}{": x"}").ToString());
    }

    [Theory]
    [InlineData("a`b")]
    [InlineData("a\nb")]
    [InlineData("a\\")]
    public void Literal_parts_that_would_change_their_neighbours_are_refused(string literal) =>
        Assert.Throws<ArgumentException>(() => new MarkdownText(0, 0).AppendLiteral(literal));

    [Fact]
    public void A_report_keeps_its_structure_and_nothing_in_it_acts() =>
        Same(static seed => MarkdownReport.Render(HostileFiles.Report(seed)));

    [Fact]
    public void A_comment_on_a_pull_request_keeps_its_structure_and_nothing_in_it_acts()
    {
        Same(static seed => Summary(seed, static results => results), "https://github.com/o/r/");
        Same(static seed => Summary(seed, static results => results with { Base = null }), "https://github.com/o/r/");
    }

    [Fact]
    public void A_comparison_keeps_its_structure_and_nothing_in_it_acts() => Same(static seed =>
    {
        var writer = new MarkdownWriter();
        ComparisonTable.Write(ReportComparison.Between(HostileFiles.Report(seed), HostileFiles.Report(seed)), writer);
        return writer.ToString();
    });

    [Fact]
    public void A_leaderboard_keeps_its_structure_and_nothing_in_it_acts()
    {
        // One section each: of several, the names decide the order.
        Same(static seed => Board([HostileFiles.Entry(SampleLeaderboards.Small, seed)], []), SampleLeaderboards.Run);
        Same(static seed => Board([], [HostileFiles.References(
            SampleLeaderboards.Published with { Results = [SampleLeaderboards.Published.Results[0]] }, seed)]));
    }

    [Fact]
    public void An_experiment_keeps_its_structure_and_nothing_in_it_acts() => Same(static seed =>
    {
        var writer = new MarkdownWriter();
        ExperimentDocument.Write(HostileFiles.Experiment(ExperimentFileTests.Sample, seed), 2, [], writer);
        return writer.ToString();
    });

    private static string Board(LeaderboardEntry[] entries, ReferenceList[] references) =>
        LeaderboardMarkdown.Render(Leaderboard.FromEntries(entries, references), new LeaderboardFilter());

    private static string Summary(int? seed, Func<PullRequestResults, PullRequestResults> change)
    {
        var text = seed is { } number ? HostileFiles.Text(number) : HostileFiles.Harmless;
        return PullRequestSummary.RenderWithin(PullRequestVerdict.FromResults(change(new PullRequestResults
        {
            Head = HostileFiles.Report(seed),
            Base = HostileFiles.Report(seed),
            HeadCommit = new string('a', 40),
            BaseCommit = new string('b', 40),
            BaseEvaluation = new BaseEvaluation(BaseEvaluationState.NoWorkflow, text, null),
            Tier = TrustTier.Claimed,
            ClaimedBecause = [text, text + "x"],
            RunPage = new Uri("https://github.com/o/r/actions/runs/500"),
            DetailsPage = new Uri("https://github.com/o/r/actions/runs/900"),
            FilesPage = new Uri("https://github.com/o/r/actions/runs/900#artifacts"),
        })), 500_000);
    }

    /// <summary>With hostile texts a document has the elements that it has with harmless ones, links to nowhere else, and nothing that acts.</summary>
    private static void Same(Func<int?, string> render, string? link = null)
    {
        CmarkGfm.SkipUnlessThere();
        var expected = Elements(CmarkGfm.Render(render(null)));
        for (var seed = 0; seed < Seeds; seed++)
        {
            var markdown = render(seed);
            var html = CmarkGfm.Render(markdown);
            Assert.True(expected.SequenceEqual(Elements(html)), $"With the texts of seed {seed} there are other elements: {Difference(expected, html)}");
            foreach (var address in Link().Matches(html).Select(static match => match.Groups[1].Value))
                Assert.StartsWith(link ?? "nowhere", address, StringComparison.Ordinal);
            var shown = WebUtility.HtmlDecode(Tag().Replace(CodeOrPre().Replace(html, "`"), "\n"));
            Assert.DoesNotMatch(Acts(), shown);
        }
    }

    /// <summary>The elements in their order, without those of emphasis and code, which a text may be shown in.</summary>
    private static ImmutableArray<string> Elements(string html) =>
        [.. Tag().Matches(html).Select(static match => match.Groups[1].Value).Where(IsStructure)];

    /// <summary>Where the elements first differ.</summary>
    private static string Difference(ImmutableArray<string> expected, string html)
    {
        var elements = Tag().Matches(html).Where(static match => IsStructure(match.Groups[1].Value)).ToList();
        var first = Enumerable.Range(0, elements.Count).FirstOrDefault(i => i >= expected.Length || expected[i] != elements[i].Groups[1].Value, elements.Count - 1);
        var start = Math.Max(0, elements[first].Index - 300);
        return html[start..Math.Min(html.Length, start + 600)];
    }

    private static bool IsStructure(string element) => element is not ("code" or "/code");

    [GeneratedRegex("<(!--|/?[a-z0-9]+)[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex("<a href=\"([^\"]*)")]
    private static partial Regex Link();

    [GeneratedRegex("<(code|pre)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex CodeOrPre();

    [GeneratedRegex(@"@\w|#\d|\bGH-\d|://|www\.|:\w+:|\$", RegexOptions.IgnoreCase)]
    private static partial Regex Acts();
}
