namespace IgMlNet.Publishing.Options;

/// <summary><c>--leaderboard</c>: where the files of a leaderboard are.</summary>
internal static class LeaderboardOption
{
    private const string Default = "leaderboard";

    /// <summary>The option.</summary>
    public static IgmlOption<string> Create() => new(
        "--leaderboard", "folder", "The leaderboard's files: verified results in results/*.json, those of others in references/*.json.",
        Default, OptionText.Path("--leaderboard"))
    { DefaultText = Default, IsPath = true };
}
