using System.Globalization;
using System.Text.RegularExpressions;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Publishing.GitHub.Intake;

/// <summary>
/// Takes in what the shards of an evaluation left as artifacts of their run. Whoever could write to the run could write anything
/// into them: so they are counted, weighed and parsed strictly, and the doubts about the numbers are computed here, not read.
/// </summary>
internal static partial class ShardArtifacts
{
    /// <summary>The most bytes of an artifact, packed.</summary>
    public const long LargestArchive = 8 << 20;

    private const long LargestJournal = 64 << 20;
    private const long LargestJournals = 256 << 20;
    private const int MostShards = 256;

    /// <summary>The results of a run, checked.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run.</param>
    /// <param name="prefix">What the artifacts are called up to a dash and the shard's number.</param>
    /// <exception cref="InputException">Something is not as it must be.</exception>
    /// <exception cref="IncompleteEvaluationException">A shard is missing or unfinished.</exception>
    public static async Task<RobustnessReport> Merge(GitHubRepository repository, EvaluationRun run, string prefix)
    {
        var artifacts = Expected(await repository.ArtifactsOf(run.Id).ConfigureAwait(false), run, prefix);
        if (artifacts.Count == 0)
            throw new IncompleteEvaluationException("incomplete: the run left no results.");
        var journals = new List<JournalContent>();
        var length = 0L;
        foreach (var (number, artifact) in artifacts)
        {
            var archive = await repository.Archive(artifact, LargestArchive).ConfigureAwait(false);
            var name = FormattableString.Invariant($"shard-{number}-of-n.journal");
            var bytes = SingleEntryArchive.Read(
                archive, new Regex(FormattableString.Invariant($@"\Ashard-{number}-of-[1-9][0-9]{{0,2}}\.journal\z"), RegexOptions.CultureInvariant),
                name, Math.Min(LargestJournal, LargestJournals - length), $"artifact {artifact.Name}");
            length += bytes.Length;
            journals.Add(JournalContent.Parse(bytes, name) ?? throw new InputException(name, "has no whole line"));
        }

        var report = ShardMerge.Merge(journals) switch
        {
            [var only] => only with { Timings = null },
            _ => throw new InputException($"run {run.Id}", "evaluated several models", "Evaluate one model a run"),
        };
        IntakeRules.Check(report, "the merged results");
        return report with { Checks = EvaluationCheck.RunAll(report) };
    }

    private static List<(int Number, Artifact Artifact)> Expected(IReadOnlyList<Artifact> artifacts, EvaluationRun run, string prefix)
    {
        var expected = new List<(int Number, Artifact Artifact)>();
        foreach (var artifact in artifacts)
        {
            var source = $"artifact {artifact.Name}";
            if (!artifact.Name.StartsWith(prefix + "-", StringComparison.Ordinal)
                || !Number().IsMatch(artifact.Name.AsSpan(prefix.Length + 1)))
                throw new InputException(source, "is none of a shard", $"Upload {prefix}-1, {prefix}-2 and so on, and nothing else");
            if (artifact.IsExpired)
                throw new InputException(source, "has expired", "Evaluate again");
            if (artifact.Bytes > LargestArchive)
                throw new InputException(source, $"is larger than {LargestArchive >> 20} MiB");
            if (artifact.Run?.Id != run.Id)
                throw new InputException(source, "is of another run");
            expected.Add((int.Parse(artifact.Name.AsSpan(prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture), artifact));
        }

        if (expected.Count > MostShards)
            throw new InputException($"run {run.Id}", $"has more than {MostShards} artifacts");

        // Attempts of one run may leave artifacts of one name: the last one counts.
        return [.. expected.GroupBy(static entry => entry.Number).Select(static group => group.MaxBy(static entry => entry.Artifact.Id)).OrderBy(static entry => entry.Number)];
    }

    [GeneratedRegex(@"\A[1-9]\d{0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
