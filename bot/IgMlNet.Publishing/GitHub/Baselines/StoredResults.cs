using System.Text.RegularExpressions;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.Intake;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Publishing.GitHub.Baselines;

/// <summary>
/// The per-image results of commits of the default branch, which pull requests are compared with: files of a branch that only the
/// repository's own workflows write, or artifacts of runs on the default branch. Runs of pull requests are never asked.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="branch">The branch, which has a file <c>COMMIT/report.json</c> for every commit that was evaluated.</param>
/// <param name="artifactPrefix">Artifacts are called so, with a dash and the commit behind, and hold <c>report.json</c> alone.</param>
internal sealed partial class StoredResults(GitHubRepository repository, string branch, string artifactPrefix)
{
    private const long LargestArchive = 32 << 20;
    private const long LargestReport = 64 << 20;
    private const string FileName = "report.json";

    /// <summary>The results of a commit; null where there are none that can be read, which is then said.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="defaultBranch">The repository's default branch.</param>
    /// <param name="say">Takes a line about results that are there and cannot be used.</param>
    public async Task<RobustnessReport?> Of(string commit, string defaultBranch, Action<string> say)
    {
        try
        {
            if (await repository.File($"{commit}/{FileName}", branch).ConfigureAwait(false) is { } file)
                return ReportFile.Parse(file, $"{commit}/{FileName} on {branch}");
            foreach (var artifact in await repository.ArtifactsNamed($"{artifactPrefix}-{commit}").ConfigureAwait(false))
            {
                if (!await IsOfDefaultBranch(artifact, commit, defaultBranch).ConfigureAwait(false))
                    continue;
                var archive = await repository.Archive(artifact, LargestArchive).ConfigureAwait(false);
                var bytes = SingleEntryArchive.Read(archive, Name(), FileName, LargestReport, $"artifact {artifact.Name}");
                return ReportFile.Parse(bytes, $"{FileName} of artifact {artifact.Id}");
            }
        }
        catch (InputException e)
        {
            say($"The results of the base cannot be used: {e.Message}");
        }

        return null;
    }

    /// <summary>Anyone can give an artifact any name in a run of a pull request: only what the default branch made counts.</summary>
    private async Task<bool> IsOfDefaultBranch(Artifact artifact, string commit, string defaultBranch)
    {
        if (artifact.IsExpired || artifact.Bytes > LargestArchive || artifact.Run is not { } of || of.HeadCommit != commit || of.HeadBranch != defaultBranch
            || of.RepositoryId is null || of.RepositoryId != of.HeadRepositoryId)
            return false;
        var run = await repository.Run(of.Id).ConfigureAwait(false);
        return run.Event is "push" or "schedule" or "workflow_dispatch" && run.HeadCommit == commit && run.HeadBranch == defaultBranch;
    }

    [GeneratedRegex(@"\Areport\.json\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
