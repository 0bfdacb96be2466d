namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>How a leaderboard's entry was verified.</summary>
public enum VerificationKind
{
    /// <summary>A workflow computed it on the default branch, which nobody changes without the maintainers' consent.</summary>
    DefaultBranch,

    /// <summary>A second evaluation, by a tool of a known commit too, found the same for every image in every draw.</summary>
    Reproduced,
}
