using System.Collections.Immutable;
using IgMlNet.IO;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>Where the numbers of a leaderboard's entry come from, and what makes them verified.</summary>
public sealed record EntryOrigin
{
    /// <summary>SHA-256 of the results file, in hexadecimal.</summary>
    public required string ReportHash { get; init; }

    /// <summary>The version of the tool that ran the evaluation.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The commit that the tool was built from.</summary>
    public required string Commit { get; init; }

    /// <summary>SHA-256 of the evaluation's canonical plan, in hexadecimal.</summary>
    public required string PlanHash { get; init; }

    /// <summary>The devices that computed, each once.</summary>
    public required ImmutableArray<string> Devices { get; init; }

    /// <summary>The command line that gives these results again.</summary>
    public required string Command { get; init; }

    /// <summary>What makes them verified.</summary>
    public required Verification Verification { get; init; }

    /// <summary>The origin of a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="reportHash">SHA-256 of its file, in hexadecimal.</param>
    /// <param name="verification">What makes it verified.</param>
    /// <param name="source">What errors call the report, usually its path.</param>
    /// <exception cref="InputException">The report comes from a tool of unknown or changed source.</exception>
    public static EntryOrigin FromReport(RobustnessReport report, string reportHash, Verification verification, string source)
    {
        var provenance = report.Provenance;
        return new EntryOrigin
        {
            ReportHash = reportHash,
            ToolVersion = provenance.ToolVersion,
            Commit = CommitOf(provenance, source),
            PlanHash = provenance.PlanHash,
            Devices = [.. provenance.Machines.Select(static machine => machine.Device).Distinct(StringComparer.Ordinal)],
            Command = provenance.Command,
            Verification = verification,
        };
    }

    /// <summary>The commit of an unchanged tool.</summary>
    /// <exception cref="InputException">The commit is unknown, or files were changed since.</exception>
    internal static string CommitOf(ProvenanceInfo provenance, string source)
    {
        const string remedy = "Evaluate with a tool that was built from an unchanged checkout of a commit";
        if (provenance.Dirty is true)
            throw new InputException(source, "was made by a tool that was built from changed files", remedy, "$.provenance.dirty");
        return provenance.Commit
            ?? throw new InputException(source, "was made by a tool whose commit is unknown", remedy, "$.provenance.commit");
    }
}
