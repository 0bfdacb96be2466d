namespace IgMlNet.Reporting.Results;

/// <summary>Where the numbers of a report come from and how to get them again. Holds no host, user or folder names.</summary>
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

    /// <summary>When the evaluation began; null where it was left out to keep files comparable. Never rendered.</summary>
    public required DateTimeOffset? StartedUtc { get; init; }

    /// <summary>When the evaluation ended; null where it was left out to keep files comparable. Never rendered.</summary>
    public required DateTimeOffset? FinishedUtc { get; init; }

    /// <summary>The wall time of the evaluation in seconds.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>The device that computed, e.g. <c>cpu</c> or <c>cuda:0 (NVIDIA H100)</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The version of libtorch.</summary>
    public required string LibtorchVersion { get; init; }

    /// <summary>The version of TorchSharp.</summary>
    public required string TorchSharpVersion { get; init; }

    /// <summary>The version of .NET.</summary>
    public required string DotNetVersion { get; init; }

    /// <summary>The operating system and its version.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The number of threads that libtorch computed with.</summary>
    public required int Threads { get; init; }

    /// <summary>The command line that gives these results again, ready to be copied.</summary>
    public required string Command { get; init; }
}
