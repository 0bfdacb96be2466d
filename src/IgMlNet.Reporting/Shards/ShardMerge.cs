using System.Collections.Immutable;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Shards;

/// <summary>
/// Joins the journals of all shards of an evaluation to one report. Neither the number of shards nor their order matters: blocks
/// are joined in their own order. What is missing, doubled or foreign is refused by name; nothing is averaged away.
/// </summary>
public static class ShardMerge
{
    /// <summary>The reports of journals, one for every model of the plan, in its order; checks have not been run on them.</summary>
    /// <exception cref="InputException">A journal is of another plan, or two are of the same shard.</exception>
    /// <exception cref="IncompleteEvaluationException">A shard is missing or unfinished.</exception>
    public static ImmutableArray<RobustnessReport> Merge(IReadOnlyList<JournalContent> journals)
    {
        if (journals.Count == 0)
            throw new IncompleteEvaluationException("incomplete: there is no journal.");
        var ordered = journals.OrderBy(static journal => journal.Path, StringComparer.Ordinal).ToList();
        var first = ordered[0];
        foreach (var journal in ordered)
        {
            if (Plan(journal) != Plan(first))
            {
                throw new InputException(
                    journal.Path,
                    $"is foreign: {WorkDifference.Between(first.Work, journal.Work)}, which is that of {first.Path}",
                    "Merge the shards of one plan");
            }

            if (journal.Shard.Count != first.Shard.Count || journal.Work.Models != first.Work.Models)
            {
                throw new InputException(
                    journal.Path,
                    $"is foreign: it is shard {journal.Shard} and {first.Path} is shard {first.Shard}",
                    "Merge shards that were cut alike");
            }
        }

        return
        [
            .. Enumerable.Range(1, first.Work.Models).Select(model =>
                MergeModel([.. ordered.Where(journal => journal.Work.Model == model)], model, first)),
        ];

        static (string, string, string?, bool?) Plan(JournalContent journal) => (
            journal.Work.Frame.Provenance.PlanHash, journal.Work.Frame.Provenance.ToolVersion,
            journal.Work.Frame.Provenance.Commit, journal.Work.Frame.Provenance.Dirty);
    }

    /// <summary>The report of one model without checks, from blocks that are all there.</summary>
    /// <param name="work">What was evaluated.</param>
    /// <param name="blocks">All of its blocks, in any order.</param>
    /// <param name="machines">What computed them; equal ones count once.</param>
    public static RobustnessReport Join(
        EvaluationWork work, IEnumerable<BlockRecord> blocks, IEnumerable<MachineInfo> machines)
    {
        var ordered = blocks.OrderBy(static block => block.Block).ToList();
        return work.Frame with
        {
            Diagnostics = ordered[0].Diagnostics,
            Outcomes =
            [
                .. Enumerable.Range(0, ordered[0].Outcomes.Length).Select(i =>
                    AttackOutcome.Join([.. ordered.Select(block => block.Outcomes[i])])),
            ],
            Provenance = work.Frame.Provenance with { Machines = Distinct(machines) },
        };
    }

    /// <summary>How long the blocks took, for a report made of them.</summary>
    public static RunTimings Timings(
        EvaluationWork work, IEnumerable<BlockRecord> blocks, IEnumerable<RunInfo> runs, ImmutableArray<VariantCost> costs)
    {
        var all = blocks.ToList();
        return new RunTimings
        {
            SchemaVersion = RunTimings.CurrentSchemaVersion,
            PlanHash = work.Frame.Provenance.PlanHash,
            Runs = [.. runs.OrderBy(static run => run.StartedUtc).ThenBy(static run => run.Shard)],
            Outcomes =
            [
                .. all[0].Outcomes.Select((outcome, i) => new OutcomeTiming
                {
                    VariantId = outcome.VariantId,
                    AttackId = outcome.AttackId,
                    Seconds = all.Sum(block => block.Seconds[i]),
                }),
            ],
            Costs = costs,
        };
    }

    private static RobustnessReport MergeModel(List<JournalContent> journals, int model, JournalContent any)
    {
        var shards = any.Shard.Count;
        var ofModel = any.Work.Models > 1 ? FormattableString.Invariant($" of model {model}") : "";
        foreach (var same in journals.GroupBy(static journal => journal.Shard.Number).Where(static group => group.Count() > 1))
        {
            throw new InputException(
                same.Last().Path,
                $"overlaps with {same.First().Path}: both are shard {same.First().Shard}{ofModel}", "Name each shard once");
        }

        foreach (var journal in journals.Skip(1))
        {
            if (WorkDifference.Between(journals[0].Work, journal.Work) is { } difference)
            {
                throw new InputException(
                    journal.Path, $"is foreign: {difference}, which is that of {journals[0].Path}",
                    "Run all shards by one version, with the same model, images and rankings");
            }
        }

        var problems = Enumerable.Range(1, shards).Except(journals.Select(static journal => journal.Shard.Number))
            .Select(number => FormattableString.Invariant($"shard {number} is missing"))
            .Concat(journals.Where(static journal => !journal.IsComplete).Select(static journal => FormattableString.Invariant(
                $"shard {journal.Shard.Number} is unfinished ({journal.Path}: {journal.Done.Count} of {journal.BlockCount} blocks)")))
            .ToList();
        if (problems.Count > 0)
        {
            throw new IncompleteEvaluationException(FormattableString.Invariant(
                $"incomplete: {journals.Count(static journal => journal.IsComplete)} of {shards} shards{ofModel}: ")
                + $"{string.Join(", ", problems)}. Run what is missing, and merge again.");
        }

        var work = journals[0].Work;
        var blocks = journals.SelectMany(static journal => journal.Blocks).ToList();
        try
        {
            var report = Join(work, blocks, journals.SelectMany(static journal => journal.Machines));
            if (ReportRules.FirstViolation(report) is { } violation)
                throw new InputException(journals[0].Path, violation.Problem, place: violation.Place);
            var costs = journals.Select(static journal => journal.Costs).FirstOrDefault(static costs => costs is not null);
            var timings = Timings(work, blocks, journals.SelectMany(static journal => journal.Runs), costs ?? []);
            return TimingsRules.FirstViolation(timings) is { } odd
                ? throw new InputException(journals[0].Path, $"has an impossible time: {odd.Problem}", place: odd.Place)
                : report with { Timings = timings };
        }
        catch (ArgumentException e)
        {
            throw new InputException(
                journals[0].Path, $"has blocks that do not go together with those of the others: {e.Message}", innerException: e);
        }
    }

    private static ImmutableArray<MachineInfo> Distinct(IEnumerable<MachineInfo> machines) =>
    [
        .. machines.Distinct()
            .OrderBy(static machine => JsonSerializer.Serialize(machine, ReportJsonContext.OneLine.MachineInfo), StringComparer.Ordinal),
    ];
}
