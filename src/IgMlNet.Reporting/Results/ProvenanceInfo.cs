using System.Collections.Immutable;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Results;

/// <summary>
/// Where the numbers of a report come from and how to get them again. Holds no host, user or folder names, and nothing that
/// differs when the same work is done again; what does is in <see cref="RunTimings"/>.
/// </summary>
public sealed record ProvenanceInfo
{
    /// <summary>The version of the tool that ran the evaluation.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The commit that the tool was built from; null where unknown.</summary>
    public required string? Commit { get; init; }

    /// <summary>Whether the tool was built from changed files; null where unknown.</summary>
    public required bool? Dirty { get; init; }

    /// <summary>SHA-256 of the evaluation's canonical plan, in hexadecimal.</summary>
    public required string PlanHash { get; init; }

    /// <summary>The kinds of machines that computed, each once; usually one.</summary>
    public required ImmutableArray<MachineInfo> Machines { get; init; }

    /// <summary>The command line that gives these results again, ready to be copied.</summary>
    public required string Command { get; init; }
}
