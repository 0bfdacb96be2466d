using IgMlNet.Reporting.Leaderboards;

namespace IgMlNet.Reporting.Tests.Leaderboards;

public sealed class LeaderboardFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igml-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_absent_folder_is_empty() =>
        Assert.Empty(LeaderboardFolder.Read(Path.Combine(_folder, "absent")).Leaderboard.Sections);

    [Fact]
    public void What_is_added_again_changes_nothing_and_a_new_result_takes_the_old_ones_place()
    {
        Add(SampleLeaderboards.Small, expected: 1);
        Add(SampleLeaderboards.Small, expected: 0);
        Add(SampleLeaderboards.Small with { Origin = SampleLeaderboards.Small.Origin with { Commit = "newer" } }, expected: 1);
        Add(SampleLeaderboards.Other, expected: 1);

        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(_folder, "results")).Count());
        var rows = LeaderboardFolder.Read(_folder).Leaderboard.Sections.Single().Tables.Single().Rows;
        Assert.Contains(rows, row => row.Entry.Origin.Commit == "newer");
        Assert.DoesNotContain(rows, row => row.Entry.Origin.Commit == SampleLeaderboards.Small.Origin.Commit && row.Entry.Model.Hash == "0a2b");
    }

    [Fact]
    public void A_file_under_another_name_is_refused()
    {
        Add(SampleLeaderboards.Small, expected: 1);
        var file = Directory.EnumerateFiles(Path.Combine(_folder, "results")).Single();
        File.Copy(file, Path.Combine(_folder, "results", "copy.json"));
        var refused = Assert.Throws<InputException>(() => LeaderboardFolder.Read(_folder));
        Assert.Contains(Path.GetFileName(file), refused.Message, StringComparison.Ordinal);
    }

    private void Add(LeaderboardEntry entry, int expected)
    {
        var folder = LeaderboardFolder.Read(_folder);
        folder.Add(entry);
        folder.Write(CancellationToken.None);
        Assert.Equal(expected, folder.Changed.Count());
    }
}
