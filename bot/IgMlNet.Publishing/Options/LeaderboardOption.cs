using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Publishing.Options;

/// <summary><c>--leaderboard</c>: where the files of a leaderboard are.</summary>
internal static class LeaderboardOption
{
    private const string Default = "leaderboard";

    /// <summary>The option.</summary>
    public static IgmlOption<string> Create() => new("--leaderboard", Notations.Path("folder"), Default, "The leaderboard's files: verified results in results/*.json, those of others in references/*.json.");
}
