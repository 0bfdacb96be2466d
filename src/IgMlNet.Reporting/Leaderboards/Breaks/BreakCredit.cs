namespace IgMlNet.Reporting.Leaderboards.Breaks;

/// <summary>Who lowered a row of a leaderboard, and by how many images.</summary>
/// <param name="By">Who submitted the adversarial images.</param>
/// <param name="Images">The images that count with theirs.</param>
public sealed record BreakCredit(string By, int Images);
