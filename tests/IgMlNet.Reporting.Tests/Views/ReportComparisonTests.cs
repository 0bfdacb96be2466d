using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class ReportComparisonTests
{
    [Fact]
    public void A_report_does_not_differ_from_itself()
    {
        var comparison = ReportComparison.Between(SampleReports.Small, SampleReports.Small);
        Assert.Equal(3 * 4, comparison.Cells.Length);
        Assert.All(comparison.Cells, cell =>
        {
            Assert.Equal(Change.NotSignificant, cell.Change);
            Assert.Equal((0, 1), (cell.Comparison!.Difference, cell.AdjustedPValue));
        });
        Assert.Equal("Worst case of 3 variants: 3 no significant change.", comparison.Summary);
    }

    [Fact]
    public void A_significant_change_is_named_after_adjustment_over_the_table()
    {
        var (worse, same) = (With(new string('1', 40)), With(new string('0', 20) + new string('1', 20)));
        var cells = ReportComparison.Between(worse, same).Cells;
        Assert.All(cells, cell => Assert.Equal(Change.Worse, cell.Change));
        Assert.All(cells, cell => Assert.Equal(-0.5, cell.Comparison!.Difference));

        // 20 lost and none gained is p = 2/2²⁰ a cell, times two cells by Holm.
        Assert.All(cells, cell => Assert.Equal(2 * 2 / Math.Pow(2, 20), cell.AdjustedPValue, 1e-12));
        var (fewer, more) = (SampleReports.WithEvidence(same), SampleReports.WithEvidence(worse));
        Assert.All(ReportComparison.Between(fewer, more).Cells, cell => Assert.Equal(Change.Better, cell.Change));
    }

    [Fact]
    public void A_gain_that_the_attacks_cannot_show_is_an_upper_bound_and_clean_accuracy_needs_no_attack()
    {
        var (fewer, more) = (With(new string('0', 20) + new string('1', 20)), With(new string('1', 40)));
        var cells = ReportComparison.Between(fewer, more).Cells;
        Assert.Equal([Change.Better, Change.UpperBound], cells.Select(cell => cell.Change));
        Assert.Equal("gain under gradient attacks only: an upper bound", cells[1].Word);
        var writer = new MarkdownWriter();
        ComparisonTable.WriteCells(ReportComparison.Between(fewer, more), [cells[1]], writer);
        Assert.DoesNotContain("p ", writer.ToString().Split('\n')[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_variants_with_one_mask_are_tested_once()
    {
        RobustnessReport Twins(string correct, string mask) => With(correct) is var report ? report with
        {
            Variants = [report.Variants[0], .. ((string[])["m", mask]).Select((hash, i) => SampleReports.Variant($"v{i}", $"v{i}", "masks") with { MaskHash = hash })],
            Outcomes = [report.Outcomes[0], report.Outcomes[0] with { VariantId = "v0" }, report.Outcomes[0] with { VariantId = "v1" }],
        } : throw new InvalidOperationException();
        var lost = new string('0', 20) + new string('1', 20);
        var once = ReportComparison.Between(Twins(new string('1', 40), "m"), Twins(lost, "m")).Cells;
        var twice = ReportComparison.Between(Twins(new string('1', 40), "n"), Twins(lost, "n")).Cells;
        Assert.All(once, cell => Assert.Equal(4 * 2 / Math.Pow(2, 20), cell.AdjustedPValue, 1e-12));
        Assert.All(twice, cell => Assert.Equal(6 * 2 / Math.Pow(2, 20), cell.AdjustedPValue, 1e-12));
    }

    public static TheoryData<string, string> Unlike => new()
    {
        { "images", "the images differ" },
        { "norm", "the norms differ" },
        { "epsilon", "the budgets ε differ" },
        { "attacked", "the attacks met different images" },
        { "variant", "the base has no such variant" },
        { "randomized", "one of them is randomized" },
        { "blocked", "a check says that its numbers should not be believed" },
    };

    [Theory]
    [MemberData(nameof(Unlike))]
    public void What_was_not_evaluated_alike_gets_no_number(string what, string reason)
    {
        var report = SampleReports.Small;
        var other = what switch
        {
            "images" => report with { Dataset = report.Dataset with { ContentHash = "other" } },
            "norm" => report with { ThreatModel = report.ThreatModel with { Norm = PerturbationNorm.L2 } },
            "epsilon" => report with { ThreatModel = report.ThreatModel with { Epsilon = 0.2 } },
            "attacked" => report with { AttackedImages = AttackedImages.Survivors },
            "variant" => report with { Variants = report.Variants.RemoveAt(2) },
            "randomized" => report with { Variants = report.Variants.SetItem(2, report.Variants[2] with { Randomized = false }) },
            _ => report with { Checks = [report.Checks[0] with { Severity = CheckSeverity.Blocking }] },
        };
        var cells = ReportComparison.Between(other, report).Cells.Where(cell => cell.Variant.Id == "igd").ToList();
        Assert.All(cells, cell => Assert.Equal((Change.NotComparable, reason), (cell.Change, cell.Reason)));
        Assert.All(cells, cell => Assert.Null(cell.Comparison));
    }

    [Fact]
    public void An_attack_of_other_strength_is_not_comparable_and_neither_is_the_worst_case()
    {
        var report = SampleReports.Small;
        var other = report with { Attacks = report.Attacks.SetItem(1, report.Attacks[1] with { Restarts = 5 }) };
        var cells = ReportComparison.Between(other, report).Cells.Where(cell => cell.Variant.Id == "base").ToDictionary(cell => cell.AttackId);
        Assert.Equal(Change.NotSignificant, cells["fgsm"].Change);
        Assert.Equal("the attacks of this name differ", cells["pgd20"].Reason);
        Assert.Equal("the attacks of this name differ", cells[ReportComparison.WorstCaseId].Reason);
    }

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void A_comparison_reads_as_expected_in_every_culture(string culture) => ExpectedFile.Matches(
        "comparison.md",
        Cultures.Under(culture, static () =>
        {
            var other = SampleReports.Small with { Attacks = SampleReports.Small.Attacks.RemoveAt(0) };
            var writer = new MarkdownWriter();
            ComparisonTable.Write(ReportComparison.Between(other, SampleReports.Small), writer);
            return writer.ToString();
        }));

    /// <summary>One variant as it is, without attacks, on images that are classified correctly where there is a 1.</summary>
    private static RobustnessReport With(string correct) => SampleReports.Small with
    {
        Dataset = SampleReports.Small.Dataset with { Images = correct.Length },
        Labels = [.. correct.Select(static _ => 0)],
        Variants = [SampleReports.Small.Variants[0]],
        Attacks = [],
        Checks = [],
        Outcomes = [SampleReports.Outcome("base", RobustnessReport.CleanId, 1, [.. correct.Select(static c => (byte)(c - '0'))])],
    };
}
