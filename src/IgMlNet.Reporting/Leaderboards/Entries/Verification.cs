using System.Text.RegularExpressions;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>What makes the numbers of a leaderboard's entry verified.</summary>
public sealed partial record Verification
{
    /// <summary>How.</summary>
    public required VerificationKind Kind { get; init; }

    /// <summary>The address of the workflow run that computed it; null where it was reproduced.</summary>
    public required string? Run { get; init; }

    /// <summary>The commit of the tool that reproduced it; null where a workflow run computed it.</summary>
    public required string? ReproducedAt { get; init; }

    /// <summary>Verified by being computed on the default branch.</summary>
    /// <param name="run">The address of the workflow run, e.g. <c>https://github.com/owner/name/actions/runs/1</c>.</param>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static Verification ByRun(string run) => RunAddress().IsMatch(run)
        ? new Verification { Kind = VerificationKind.DefaultBranch, Run = run, ReproducedAt = null }
        : throw new ArgumentException($"'{run}' is not the address of a workflow run.", nameof(run));

    /// <summary>Verified by being reproduced.</summary>
    /// <param name="commit">The commit of the tool that reproduced it.</param>
    public static Verification ByReproduction(string commit) =>
        new() { Kind = VerificationKind.Reproduced, Run = null, ReproducedAt = commit };

    /// <summary>Whether it says exactly what its kind asks for.</summary>
    internal bool IsSound => Kind switch
    {
        VerificationKind.DefaultBranch => Run is not null && RunAddress().IsMatch(Run) && ReproducedAt is null,
        VerificationKind.Reproduced => Run is null && ReproducedAt is not null,
        _ => false,
    };

    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?/[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}/actions/runs/[0-9]{1,20}\z")]
    private static partial Regex RunAddress();
}
