using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Publishing;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

public class ReportMarkerTests
{
    private static readonly ReportMarker Marker = new()
    {
        Key = "robustness",
        Age = new ReportAge(new string('a', 40), 12345678901, 2, ReportDetail.Comparison, 10_000),
        Digest = ReportMarker.DigestOf("text"),
    };

    [Fact]
    public void It_reads_back_as_it_was_written_and_fits_its_line()
    {
        Assert.Equal(Marker, ReportMarker.Find($"{Marker}\ntext"));
        Assert.Equal(Marker, ReportMarker.Find($"{Marker}\r\ntext"));
        Assert.InRange((Marker with { Key = new string('k', 50), Age = new ReportAge(new string('a', 64), long.MaxValue / 10, 999_999, ReportDetail.Results, 99_999_999) }).ToString().Length + 1, 1, ReportMarker.LongestLine);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("> ")]
    [InlineData("x\n")]
    [InlineData("\ufeff")]
    public void It_counts_at_the_very_start_alone(string before)
    {
        var marker = ReportMarker.Find($"{before}{Marker}\ntext");
        Assert.Equal(before.Length == 0, marker is not null);
    }

    [Fact]
    public void What_is_not_quite_one_is_none()
    {
        foreach (var body in new[] { null, "", "<!-- igml:report v1 -->", $"{Marker} x", $"{Marker}".Replace("v1", "v2", StringComparison.Ordinal), $"{Marker}".Replace("key=r", "key=R", StringComparison.Ordinal) })
            Assert.Null(ReportMarker.Find(body));
    }

    [Fact]
    public void A_marker_of_an_earlier_version_has_no_number_of_images() => Assert.Equal(
        Marker with { Age = Marker.Age with { Images = 0 } },
        ReportMarker.Find($"{Marker}".Replace(" images=10000", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("robustness", true)]
    [InlineData("my-report-2", true)]
    [InlineData("Robustness", false)]
    [InlineData("a b", false)]
    [InlineData("-->", false)]
    [InlineData("", false)]
    public void A_key_cannot_close_the_marker(string key, bool isKey)
    {
        if (isKey)
            Assert.Equal(key, ReportMarker.CheckedKey(key, "--key"));
        else
            Assert.Throws<InputException>(() => ReportMarker.CheckedKey(key, "--key"));
    }
}
