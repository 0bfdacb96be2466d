using System.Security.Cryptography;
using IgMlNet.IO;
using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Publishing.Leaderboards;

/// <summary>
/// Turns results into entries of a leaderboard, where something verifies them: a workflow run on the default branch that computed them, or
/// a second evaluation that found the same. The checks are run anew; what a file says of itself is not believed.
/// </summary>
/// <param name="environment">The environment's variables.</param>
internal sealed class VerifiedReports(Func<string, string?> environment)
{
    /// <summary>The entries of results.</summary>
    /// <param name="from">Files <c>report.json</c>, or folders with such.</param>
    /// <param name="reproduced">The same of a second evaluation; empty where a workflow run verifies.</param>
    /// <exception cref="InputException">A report cannot be used, or is not verified.</exception>
    public IReadOnlyList<LeaderboardEntry> EntriesOf(IReadOnlyList<string> from, IReadOnlyList<string> reproduced)
    {
        if (from.Count == 0)
            return [];
        var second = Read(reproduced).ToList();
        var run = DefaultBranchRun.IsWorkflow(environment) ? DefaultBranchRun.Require(environment)
            : second.Count > 0 ? null
            : throw new InputException(
                "--from", "nothing verifies these results",
                "Evaluate a second time, by the same plan, and name its results by --reproduced; or leave it to a workflow of the default branch");
        return [.. Read(from).Select(file =>
        {
            var verification = run is null ? VerificationBySecond(file, second) : OfThisTool(file, run);
            return LeaderboardEntry.FromReport(file.Report, EntryOrigin.FromReport(file.Report, file.Hash, verification, file.Path));
        })];
    }

    /// <summary>In a workflow, results and leaderboard are of one checkout.</summary>
    private static Verification OfThisTool(ReadReport file, Verification run)
    {
        var commit = EntryOrigin.CommitOf(file.Report.Provenance, file.Path);
        return commit == ProgramVersion.Commit ? run : throw new InputException(
            file.Path, $"was made at commit {commit}, and this tool was built from {ProgramVersion.Commit ?? "an unknown one"}",
            "Evaluate and update the leaderboard in one workflow run", "$.provenance.commit");
    }

    private static Verification VerificationBySecond(
        ReadReport file, IReadOnlyList<ReadReport> second)
    {
        var twin = second.FirstOrDefault(other =>
            other.Report.Provenance.PlanHash == file.Report.Provenance.PlanHash && other.Report.Model.Hash == file.Report.Model.Hash);
        if (twin is null)
            throw new InputException(file.Path, "was not reproduced: --reproduced has no results of its plan and model", "Evaluate the same plan again");
        if (Path.GetFullPath(twin.Path) == Path.GetFullPath(file.Path))
            throw new InputException(twin.Path, "is named by --from and by --reproduced", "Name the results of a second evaluation");
        if (Reproduction.DifferenceBetween(file.Report, twin.Report) is { } difference)
            throw new InputException(file.Path, $"was not reproduced: in {twin.Path} {difference}", "Find out why before publishing either");
        return Verification.ByReproduction(EntryOrigin.CommitOf(twin.Report.Provenance, twin.Path));
    }

    private static IEnumerable<ReadReport> Read(IReadOnlyList<string> paths) =>
        paths.SelectMany(Find).Distinct(StringComparer.Ordinal).Select(static path =>
        {
            var bytes = RegularFile.ReadAllBytes(path, ReportFile.LargestFile, "Name a report.json");
            var report = ReportFile.Parse(bytes, path);
            return new ReadReport(path, report with { Checks = EvaluationCheck.RunAll(report) }, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        });

    private static IEnumerable<string> Find(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var found = Directory.EnumerateFiles(path, "report.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw new InputException(path, "has no report.json", "Name the folder that 'igml merge' wrote to");
    }

    /// <summary>A report as it was read.</summary>
    /// <param name="Path">Its file.</param>
    /// <param name="Report">The report, its checks run anew.</param>
    /// <param name="Hash">SHA-256 of the file, in hexadecimal.</param>
    private sealed record ReadReport(string Path, RobustnessReport Report, string Hash);
}
