using IgMlNet.Publishing.GitHub.Publishing;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

public class ReportAgeTests
{
    private static readonly ReportAge Age = new(new string('a', 40), 500, 2, ReportDetail.Comparison, 100);

    [Fact]
    public void On_one_commit_more_images_later_runs_later_attempts_and_fuller_reports_are_newer()
    {
        Assert.True(Age.CompareTo(Age with { Images = 99, Run = 900 }) > 0);
        Assert.True(Age.CompareTo(Age with { Images = 101, Run = 400 }) < 0);
        Assert.True(Age.CompareTo(Age with { Run = 499, Attempt = 9 }) > 0);
        Assert.True(Age.CompareTo(Age with { Attempt = 3, Detail = ReportDetail.Note }) < 0);
        Assert.True(Age.CompareTo(Age with { Detail = ReportDetail.Results }) > 0);
        Assert.Equal(0, Age.CompareTo(Age));
    }

    [Fact]
    public void On_different_commits_the_later_run_is_newer_whatever_the_images() =>
        Assert.True(Age.CompareTo(Age with { Head = new string('b', 40), Run = 501, Images = 1 }) < 0);

    [Fact]
    public void The_id_of_a_check_reads_back()
    {
        Assert.Equal(Age, ReportAge.ParseCheckId(Age.Head, Age.ToCheckId()));
        Assert.Equal(new ReportAge(Age.Head, 500, 2, ReportDetail.Note, 0), ReportAge.ParseCheckId(Age.Head, "500.2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("500")]
    [InlineData("500.1.2")]
    [InlineData("500.1.9.4")]
    [InlineData("500.1 ")]
    public void The_id_of_a_check_that_is_not_ours_is_none(string id) => Assert.Null(ReportAge.ParseCheckId(Age.Head, id));
}
