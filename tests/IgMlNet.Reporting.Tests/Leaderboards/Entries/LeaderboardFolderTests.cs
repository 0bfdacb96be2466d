using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.History;

namespace IgMlNet.Reporting.Tests.Leaderboards.Entries;

public sealed class LeaderboardFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igml-tests-").FullName;

    private string History => Path.Combine(_folder, LeaderboardHistory.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_absent_folder_is_empty() =>
        Assert.Empty(LeaderboardFolder.Read(Path.Combine(_folder, "absent")).Leaderboard.Sections);

    [Fact]
    public void What_is_added_again_changes_nothing_and_a_new_result_takes_the_old_ones_place()
    {
        Add(SampleLeaderboards.Small, expected: 2);
        var history = File.ReadAllBytes(History);
        Add(SampleLeaderboards.Small, expected: 0);
        Assert.Equal(history, File.ReadAllBytes(History));
        Add(SampleLeaderboards.At("newer"), expected: 2);
        Add(SampleLeaderboards.Other, expected: 2);

        Assert.Equal(3, LeaderboardFolder.Read(_folder).History.Entries.Count);
        Assert.True(File.ReadAllBytes(History).AsSpan().StartsWith(history));
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(_folder, "results")).Count());
        var rows = LeaderboardFolder.Read(_folder).Leaderboard.Sections.Single().Tables.Single().Rows;
        Assert.Contains(rows, row => row.Entry.Origin.Commit == "newer");
        Assert.DoesNotContain(rows, row => row.Entry.Origin.Commit == SampleLeaderboards.Small.Origin.Commit && row.Entry.Model.Hash == "0a2b");
    }

    [Fact]
    public void A_result_from_before_there_was_a_history_gets_its_line_when_it_comes_again()
    {
        Add(SampleLeaderboards.Small, expected: 2);
        File.Delete(History);
        Add(SampleLeaderboards.Small, expected: 1);
        Assert.Single(LeaderboardFolder.Read(_folder).History.Entries);
    }

    [Fact]
    public void A_damaged_history_is_refused_with_the_line()
    {
        Add(SampleLeaderboards.Small, expected: 2);
        File.AppendAllText(History, "{}\n");
        var refused = Assert.Throws<InputException>(() => LeaderboardFolder.Read(_folder));
        Assert.Contains("history.jsonl (line 2)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_under_another_name_is_refused()
    {
        Add(SampleLeaderboards.Small, expected: 2);
        var file = Directory.EnumerateFiles(Path.Combine(_folder, "results")).Single();
        File.Copy(file, Path.Combine(_folder, "results", "copy.json"));
        var refused = Assert.Throws<InputException>(() => LeaderboardFolder.Read(_folder));
        Assert.Contains(Path.GetFileName(file), refused.Message, StringComparison.Ordinal);
    }

    private void Add(LeaderboardEntry entry, int expected)
    {
        var folder = LeaderboardFolder.Read(_folder);
        folder.Add(entry, new DateOnly(2026, 1, 31));
        folder.Write(CancellationToken.None);
        Assert.Equal(expected, folder.Changed.Count());
    }
}
