using System.Xml;
using System.Xml.Linq;
using CsCheck;
using IgMlNet.Reporting.Plots;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Tests.Plots;

public class RobustnessPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void The_picture_is_as_expected_in_every_culture(string culture) =>
        ExpectedFile.Matches("report.svg", Cultures.Under(culture, static () => RobustnessPlot.RenderSvg(SampleReports.Small)));

    [Fact]
    public void Every_report_gives_well_formed_SVG_with_a_bar_for_every_number() => SampleReports.Any.Sample(report =>
    {
        var root = XDocument.Parse(RobustnessPlot.RenderSvg(report)).Root!;
        var bars = root.Descendants(Svg + "g").Select(static g => g.Element(Svg + "rect")!).ToList();
        Assert.Equal(report.Variants.Length * (report.Attacks.Length + 2), bars.Count);
        Assert.All(root.Descendants(Svg + "rect"), static bar => Assert.InRange((double)bar.Attribute("height")!, 0, 280));
        Assert.Equal("plot-title", (string?)root.Element(Svg + "title")!.Attribute("id"));
        Assert.NotEmpty(root.Element(Svg + "desc")!.Value);
    }, iter: 200);

    [Fact]
    public void Texts_from_outside_do_nothing()
    {
        var report = SampleReports.Small with { Title = "</title><script>alert(1)</script>\u0001\u202e]]>" };
        var root = XDocument.Parse(RobustnessPlot.RenderSvg(report)).Root!;
        Assert.DoesNotContain(root.Descendants(), static e => e.Name.LocalName == "script");
        Assert.Equal("</title><script>alert(1)</script> \ufffd]]>", root.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Bars_are_as_high_as_the_accuracy()
    {
        var root = XDocument.Parse(RobustnessPlot.RenderSvg(SampleReports.Small)).Root!;
        var bar = root.Descendants(Svg + "g").Single(
            static g => g.Element(Svg + "title")!.Value.StartsWith("base model, FGSM: 58.3 %", StringComparison.Ordinal));
        Assert.Equal(280 * 7.0 / 12, XmlConvert.ToDouble(bar.Element(Svg + "rect")!.Attribute("height")!.Value), 0.01);
    }

    [Fact]
    public void What_a_check_blocks_is_faded_and_said()
    {
        var finding = SampleReports.Small.Checks[0] with { Severity = CheckSeverity.Blocking };
        var svg = RobustnessPlot.RenderSvg(SampleReports.Small with { Checks = [finding] });
        var bars = XDocument.Parse(svg).Descendants(Svg + "g");
        Assert.Equal(4, bars.Count(static bar => (string?)bar.Attribute("class") == "withheld"));
        Assert.Contains("withheld: see the checks", svg, StringComparison.Ordinal);
    }
}
