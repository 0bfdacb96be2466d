using System.Collections.Immutable;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Leaderboards;

/// <summary>All that a leaderboard has on one data set under one threat model.</summary>
/// <param name="Dataset">The data set's name.</param>
/// <param name="ThreatModel">What the attacker may do to an image.</param>
/// <param name="Tables">Own results, one table for every set of images and attacks.</param>
/// <param name="References">What others have published, by its source, the most robust first.</param>
public sealed record LeaderboardSection(
    string Dataset,
    ThreatModelInfo ThreatModel,
    ImmutableArray<LeaderboardTable> Tables,
    ImmutableArray<(string Source, ImmutableArray<ReferenceResult> Results)> References);
