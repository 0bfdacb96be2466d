namespace IgMlNet.Reporting.Leaderboards.History;

/// <summary>A point in the history of a row.</summary>
/// <param name="Date">The day, in UTC, on which the leaderboard took the evaluation in.</param>
/// <param name="Commit">The commit of the tool that ran it.</param>
/// <param name="WorstCase">The robust accuracy in the worst case, 0 to 1.</param>
public sealed record HistoryPoint(DateOnly Date, string Commit, double WorstCase);
