using IgMlNet.Reporting.Csv;

namespace IgMlNet.Reporting.Tests.Csv;

public class CsvReportTests
{
    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void A_table_reads_as_expected_in_every_culture(string culture) =>
        ExpectedFile.Matches("report.csv", Cultures.Under(culture, static () => CsvReport.Render(SampleReports.Small)));

    [Fact]
    public void Names_that_a_spreadsheet_would_calculate_or_that_hold_separators_are_texts()
    {
        var variant = SampleReports.Small.Variants[0] with { DisplayName = "=1+1,\"x\"\n" };
        var csv = CsvReport.Render(SampleReports.Small with { Variants = SampleReports.Small.Variants.SetItem(0, variant) });
        Assert.Contains(",\"'=1+1,\"\"x\"\" \",", csv, StringComparison.Ordinal);
        Assert.All(csv.TrimEnd('\n').Split('\n'), line => Assert.NotEmpty(line));
        Assert.Equal(1 + (3 * 4), csv.Split('\n').Length - 1);
    }
}
