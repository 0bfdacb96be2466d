using System.Collections.Immutable;
using System.CommandLine;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Runs;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Reporting.Shards;
using IgMlNet.Reporting.Shards.Audits;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml audit</c>: computes a few blocks of a claimed evaluation again, drawn where its author cannot know them.</summary>
internal sealed class AuditCommand : IgmlCommand
{
    private readonly IgmlOption<string> _plan = new("--plan", Notations.Path("file"), "plan.json", "The plan that was evaluated, from a source that is trusted.");

    private readonly IgmlOption<string> _from = new(
        "--from", Notations.Path("folder"), "shards", "Folder of the claimed journals of all shards. They must have been uploaded before.");

    private readonly IgmlOption<int> _blocks = new("--blocks", Notations.Count(1), 3, "Blocks to compute again, for each model of the plan.");

    private readonly MachineOptions _machine = new();

    public AuditCommand()
        : base(
            "audit",
            "Computes blocks of a claimed evaluation again and compares them. The blocks are drawn now, so whoever uploaded the journals could not know " +
            "them. A claim passes where all bytes are equal, or where at most 1 % of the verdicts differ and all of them are close calls.")
    {
        AddGroup("Claim", _plan, _from, _blocks);
        AddGroup("Machine", [.. _machine.All]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("Three blocks of what a pull request's runner uploaded:", "igml audit --plan models/robustness.json --from shards --device cpu"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var folder = arguments.GetValue(_from)!;
        ExistingFolder.Require(folder, "Name the folder of the journals");
        var paths = Directory.EnumerateFiles(folder, "*" + ShardJournal.Extension, SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var journals = paths.Select(JournalContent.Read).ToList();

        // Whether shards are missing, doubled or foreign is said as it is when they are merged.
        _ = ShardMerge.Merge(journals);
        var secret = AuditDraw.NewSecret();
        var claim = AuditDraw.HashClaim(paths.Select(path => (ReadOnlyMemory<byte>)RegularFile.ReadAllBytes(path, JournalContent.LargestFile, "Name a journal")));
        using var loaded = new LoadedPlan(PlanFile.Read(arguments.GetValue(_plan)!), terminal, cancellationToken);
        var run = new PlanRun(loaded, "igml audit", terminal);
        var audits = new List<BlockAudit>();
        for (var index = 0; index < loaded.Plan.Models.Count; index++)
        {
            var claimed = journals.Where(journal => journal.Work.Model == index + 1).ToList();
            var blocks = claimed.SelectMany(journal => journal.Blocks).ToDictionary(block => block.Block);
            var computed = run.Compute(
                index, () => _machine.Prepare(arguments), work => Drawn(work, claimed[0], secret.AsSpan(), claim.AsSpan(), arguments.GetValue(_blocks)), cancellationToken);
            audits.AddRange(computed.Select(block => BlockAudit.Compare(blocks[block.Block], block)));
        }

        foreach (var audit in audits)
        {
            terminal.Line(FormattableString.Invariant($"Block {audit.Block}: ") + (audit.IsEqual
                ? "equal"
                : FormattableString.Invariant($"{audit.Differing} of {audit.Verdicts} verdicts differ, with margins up to {audit.LargestMargin:0.####}")));
        }

        terminal.Line($"Drawn by {Convert.ToHexStringLower(secret.AsSpan())} from {Convert.ToHexStringLower(claim.AsSpan())}");
        var outcome = BlockAudit.Conclude(audits, new AuditTolerance());
        terminal.Line(outcome switch
        {
            AuditOutcome.Equal => "The claim passes: every drawn block is equal, byte for byte.",
            AuditOutcome.WithinTolerance => "The claim passes: the drawn blocks agree within the tolerance of another kind of machine.",
            _ => "The claim is refuted: more differs than rounding explains.",
        });
        return outcome == AuditOutcome.Refuted ? ExitCode.UnusableInput : ExitCode.Success;
    }

    private static ImmutableArray<int> Drawn(EvaluationWork own, JournalContent claim, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> claimHash, int count)
    {
        var (expected, actual) = (own.Frame, claim.Work.Frame);
        (string What, bool IsSame)[] facts =
        [
            ("plan", expected.Provenance.PlanHash == actual.Provenance.PlanHash), ("model", expected.Model.Hash == actual.Model.Hash),
            ("images", expected.Dataset.ContentHash == actual.Dataset.ContentHash), ("block size", own.BlockSize == claim.Work.BlockSize),
            ("variants", expected.Variants.SequenceEqual(actual.Variants)), ("attacks", expected.AttackIds.SequenceEqual(actual.AttackIds)),
        ];
        return Array.Find(facts, static fact => !fact.IsSame) is { What: { } what }
            ? throw new InputException(claim.Path, $"is of another {what} than the trusted plan", "Audit it with the plan, models and data that it was made of")
            : AuditDraw.Blocks(secret, claimHash, own.BlockCount(), count);
    }
}
