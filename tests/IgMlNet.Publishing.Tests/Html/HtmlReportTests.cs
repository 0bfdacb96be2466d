using System.Text.RegularExpressions;
using CsCheck;
using IgMlNet.Publishing.Html;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Tests;

namespace IgMlNet.Publishing.Tests.Html;

public partial class HtmlReportTests
{
    /// <summary>Plots whose letters no font of the machine has placed.</summary>
    private static readonly ReportPlot[] Plots =
    [
        new("gains", "headline", "Gains", "<svg><title>gains</title></svg>"),
        new("attacks", "robustness-table", "Bars & intervals", "<svg><title>attacks</title></svg>"),
        new("epsilon", "curves", "Against ε", "<svg><title>epsilon</title></svg>"),
        new("classes", "class-wise", "By class", "<svg><title>classes</title></svg>"),
    ];

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void A_page_is_as_expected_in_every_culture(string culture) =>
        ExpectedFile.Matches("report.html", Cultures.Under(culture, static () => HtmlReport.Render(SampleReports.Small, Plots)));

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void Plots_are_the_same_in_every_culture(string culture) => Assert.Equal(
        ReportPlot.FromReport(SampleReports.Small).Select(plot => plot.Svg),
        Cultures.Under(culture, static () => ReportPlot.FromReport(SampleReports.Small)).Select(plot => plot.Svg));

    [Fact]
    public void No_text_of_a_report_becomes_markup() => SampleReports.Any.Sample(report =>
    {
        var hostile = report with
        {
            Title = "<script>alert(1)</script>" + report.Title,
            Variants = [.. report.Variants.Select(variant => variant with { DisplayName = "<img src=x onerror=y>" + variant.DisplayName })],
        };
        var page = HtmlReport.Render(hostile, ReportPlot.FromReport(hostile));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Subset(Known, Elements().Matches(page).Select(match => match.Groups[1].Value).ToHashSet());
    }, iter: 30);

    private static readonly HashSet<string> Known =
    [
        "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p", "ul", "li", "strong", "em", "code", "pre", "del",
        "div", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "br", "svg", "g", "defs", "clipPath", "use", "rect", "path", "text",
        "line", "circle", "ellipse", "polygon", "polyline",
    ];

    [GeneratedRegex("<([A-Za-z][A-Za-z0-9]*)")]
    private static partial Regex Elements();
}
