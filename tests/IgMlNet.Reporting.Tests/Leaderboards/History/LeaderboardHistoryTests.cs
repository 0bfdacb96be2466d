using System.Text;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Tests.Leaderboards.History;

public class LeaderboardHistoryTests
{
    private static readonly DateOnly Day = new(2026, 1, 31);
    private static readonly LeaderboardHistory One = LeaderboardHistory.Empty.With(SampleLeaderboards.Small, Day);
    private static readonly string Line = Encoding.UTF8.GetString(One.ToUtf8Bytes());

    [Fact]
    public void An_evaluation_is_a_line_with_both_accuracies_of_every_classifier()
    {
        var line = Assert.Single(LeaderboardHistory.Parse(One.ToUtf8Bytes(), "x").Entries);
        Assert.Equal((Day, "0123abcd4567", LeaderboardEntryFile.NameOf(SampleLeaderboards.Small)), (line.Date, line.Commit, line.Result));
        Assert.Equal(
            SampleLeaderboards.Small.Classifiers.Select(classifier =>
                (classifier.Id, (double)classifier.WorstCase.Correct / (classifier.WorstCase.Images * classifier.WorstCase.Draws), classifier.CleanAccuracy, true)),
            line.Classifiers.Select(outcome => (outcome.Id, outcome.WorstCase, outcome.Clean, outcome.IsBelieved)));
        Assert.Equal(Line.Length - 1, Line.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void A_history_is_read_as_it_was_written() => SampleLeaderboards.Any.Sample(entry =>
    {
        var bytes = One.With(entry, Day).ToUtf8Bytes();
        var read = LeaderboardHistory.Parse(bytes, "x");
        Assert.Equal(bytes, read.ToUtf8Bytes());
        Assert.Same(read, read.With(entry, Day.AddDays(1)));
    });

    [Fact]
    public void The_same_commit_and_result_is_one_line_and_another_of_either_is_a_second()
    {
        Assert.Same(One, One.With(SampleLeaderboards.Small, Day.AddDays(3)));
        Assert.Equal(2, One.With(SampleLeaderboards.At("newer"), Day).Entries.Count);
        Assert.Equal(2, One.With(SampleLeaderboards.Other, Day).Entries.Count);
    }

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("", "\n")]
    public void Lines_that_are_there_stay_byte_for_byte(string end, string added)
    {
        // Spaces and the order of members are another's.
        var before = Line.Replace("\"schemaVersion\":1,", "\"schemaVersion\" : 1, ", StringComparison.Ordinal).TrimEnd('\n') + end;
        var after = Encoding.UTF8.GetString(
            LeaderboardHistory.Parse(Encoding.UTF8.GetBytes(before), "x").With(SampleLeaderboards.At("newer"), Day).ToUtf8Bytes());
        Assert.StartsWith(before + added + "{\"schemaVersion\":1,\"date\":\"2026-01-31\",\"commit\":\"newer\"", after, StringComparison.Ordinal);
        Assert.Equal(2, LeaderboardHistory.Parse(Encoding.UTF8.GetBytes(after), "x").Entries.Count);
    }

    [Theory]
    [InlineData("\"schemaVersion\":1", "\"schemaVersion\":2", "$.schemaVersion, line 2")]
    [InlineData("\"schemaVersion\":1,", "", "line 2")]
    [InlineData("\"schemaVersion\":1", "\"schemaVersion\":1,\"more\":1", "$.more, line 2")]
    [InlineData("\"schemaVersion\":1", "\"schemaVersion\":1,\"commit\":\"x\"", "line 2")]
    [InlineData("\"2026-01-31\"", "\"2026-02-31\"", "$.date, line 2")]
    [InlineData("\"2026-01-31\"", "null", "$.date, line 2")]
    [InlineData("\"0123abcd4567\"", "\" \"", "$.commit, line 2")]
    [InlineData("\"0123abcd4567\"", "null", "$.commit, line 2")]
    [InlineData("\"id\":\"random\"", "\"id\":\"base\"", "$.classifiers[1].id, line 2")]
    [InlineData("\"id\":\"base\"", "\"id\":\"\"", "$.classifiers[0].id, line 2")]
    [InlineData("\"isBelieved\":true", "\"isBelieved\":1", "isBelieved, line 2")]
    [InlineData("\"clean\":", "\"clean\":1", "$.classifiers[0].clean, line 2")]
    [InlineData("\"clean\":", "\"clean\":-", "$.classifiers[0].clean, line 2")]
    [InlineData("\"clean\":", "\"clean\":NaN,\"x\":", "line 2")]
    [InlineData("\"worstCase\":", "\"worstCase\":1e999,\"x\":", "line 2")]
    [InlineData("}]}", "}]", "line 2")]
    [InlineData("}]}", "}]}{}", "line 2")]
    [InlineData("}]}", "},null]}", "$.classifiers, line 2")]
    [InlineData("{\"schemaVersion\"", "\n{\"schemaVersion\"", "line 2")]
    public void A_line_that_is_not_as_it_should_be_is_named(string sound, string wrong, string place)
    {
        var at = Line.IndexOf(sound, StringComparison.Ordinal);
        Assert.True(at >= 0, "The sample has no such text.");
        var bytes = Encoding.UTF8.GetBytes(
            Line.Replace("0123abcd4567", "first", StringComparison.Ordinal) + Line[..at] + wrong + Line[(at + sound.Length)..]);
        var refused = Assert.Throws<InputException>(() => LeaderboardHistory.Parse(bytes, "some.jsonl"));
        Assert.StartsWith("some.jsonl", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(place, refused.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_doubled_line_is_refused_and_both_are_named()
    {
        var refused = Assert.Throws<InputException>(() => LeaderboardHistory.Parse(Encoding.UTF8.GetBytes(Line + Line), "x"));
        Assert.Equal("line 2", refused.Place);
        Assert.Contains("line 1", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_are_a_history_or_refused() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            LeaderboardHistory.Parse(bytes, "x");
        }
        catch (InputException)
        {
            // Nothing else may come.
        }
    });

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(path))
                file.SetLength(LeaderboardHistory.LargestFile + 1L);
            Assert.Contains("16 MiB", Assert.Throws<InputException>(() => LeaderboardHistory.Read(path)).Problem, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_row_has_the_believed_points_of_its_own_result_and_classifier_in_their_order()
    {
        var doubted = SampleLeaderboards.Entry(SampleReports.Small with
        {
            Checks = [SampleLeaderboards.Finding("white-box-outdone", "random", CheckSeverity.Blocking)],
        });
        var history = One.With(SampleLeaderboards.Other, Day)
            .With(doubted with { Origin = doubted.Origin with { Commit = "doubted" } }, Day.AddDays(1))
            .With(SampleLeaderboards.At("newer"), Day.AddDays(2));
        var entry = SampleLeaderboards.Small;
        Assert.Equal(["0123abcd4567", "newer"], CommitsOf("random"));
        Assert.Equal(["0123abcd4567", "doubted", "newer"], CommitsOf("base"));

        IEnumerable<string> CommitsOf(string id) => history
            .PointsOf(new LeaderboardRow(entry, entry.Classifiers.Single(classifier => classifier.Id == id))).Select(point => point.Commit);
    }
}
