using System.Xml.Linq;
using CsCheck;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Tests;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Tests.Plots;

public class GainIntervalsTests
{
    [Fact]
    public void Each_variant_stands_with_its_gain_in_the_order_of_the_report()
    {
        // Of 12 images the base withstands 5 in the worst case, the random masks 4, and the defense 8.2 over its draws.
        var texts = Texts(SampleReports.Small);
        Assert.Equal(["random, k = 3", "IG-Defense, k = 3"], texts.Where(text => text.Contains("k = 3", StringComparison.Ordinal)));
        Assert.Contains(texts, static text => text.StartsWith("−8.3 [−", StringComparison.Ordinal));
        Assert.Contains(texts, static text => text.StartsWith("+26.7 [", StringComparison.Ordinal));
        Assert.Contains("no significant change", texts);
    }

    [Fact]
    public void The_legend_has_the_verdicts_that_there_are() => SampleReports.Any.Where(static report => report.Variants.Length > 1).Sample(report =>
    {
        var words = Enum.GetValues<Change>().Select(Format.Word).ToHashSet();
        Assert.Equal(
            VariantVerdict.FromReport(report).Select(static verdict => Format.Word(verdict.Change)).Distinct().Order(),
            Texts(report).Where(words.Contains).Order());
    }, iter: 200);

    [Fact]
    public void A_withheld_gain_is_not_told()
    {
        var finding = SampleReports.Small.Checks[0] with { VariantId = "random", Severity = CheckSeverity.Blocking };
        var texts = Texts(SampleReports.Small with { Checks = [finding] });
        Assert.DoesNotContain(texts, static text => text.StartsWith("−8.3", StringComparison.Ordinal));
        Assert.Single(texts, "withheld: see the checks");
        Assert.Contains(texts, static text => text.StartsWith("+26.7", StringComparison.Ordinal));
    }

    [Fact]
    public void With_all_withheld_there_is_no_plot()
    {
        var finding = SampleReports.Small.Checks[0] with { VariantId = "base", Severity = CheckSeverity.Blocking };
        Assert.Empty(GainIntervals.Draw(SampleReports.Small with { Checks = [finding] }));
    }

    [Fact]
    public void A_base_alone_has_no_gains() => Assert.Empty(GainIntervals.Draw(SampleReports.Small with
    {
        Variants = [SampleReports.Small.Variants[0]],
        Outcomes = [.. SampleReports.Small.Outcomes.Where(static outcome => outcome.VariantId == "base")],
    }));

    private static List<string> Texts(RobustnessReport report) =>
        [.. XDocument.Parse(Assert.Single(GainIntervals.Draw(report)).Svg).Descendants().Where(static e => e.Name.LocalName == "text").Select(static e => e.Value.Trim())];
}
