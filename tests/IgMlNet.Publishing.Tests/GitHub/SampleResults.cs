using System.Collections.Immutable;
using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Shards;
using IgMlNet.Reporting.Tests;

namespace IgMlNet.Publishing.Tests.GitHub;

/// <summary>Results of 400 images that pull requests are about: a base model and a defense under three attacks.</summary>
internal static class SampleResults
{
    private const int Images = 400;
    private const int BlockSize = 100;

    private static readonly ImmutableArray<string> Attacks = ["fgsm", "pgd-20", "square-500"];

    /// <summary>Results in which so many images survive every attack on the defense.</summary>
    public static RobustnessReport Of(int robust)
    {
        var report = Frame() with
        {
            Outcomes =
            [
                .. Outcomes("base", 360, [120, 80, 95]),
                .. Outcomes("igd", 352, [Math.Min(352, robust + 60), robust, Math.Min(352, robust + 25)]),
            ],
        };
        return report with { Checks = EvaluationCheck.RunAll(report) };
    }

    /// <summary>The results of the first so many images.</summary>
    public static RobustnessReport First(this RobustnessReport report, int images) => report with
    {
        Dataset = report.Dataset with { Images = images, Split = $"test, first {images}", ContentHash = "6f2e" },
        Labels = report.Labels[..images],
        Outcomes =
        [
            .. report.Outcomes.Select(outcome => outcome with
            {
                Verdicts = SampleReports.Verdicts(outcome.Draws, outcome.CorrectDraws[..images]),
                Margins = outcome.Margins[..images],
                ForwardPasses = outcome.ForwardPasses / Images * images,
                GradientPasses = outcome.GradientPasses / Images * images,
            }),
        ],
    };

    /// <summary>Results with a probe that found no gradients of the defense: a check forbids to believe its numbers.</summary>
    public static RobustnessReport WithoutGradients(RobustnessReport report) => report with
    {
        Diagnostics =
        [
            new GradientDiagnostics
            {
                VariantId = "igd", ZeroGradientShare = 1, ProbabilityShare = 0, UndeclaredRandomnessShare = 0, OptimizesAtInference = false,
            },
        ],
    };

    /// <summary>The journals of results cut into so many shards, by their names.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Journals(RobustnessReport report, int shards)
    {
        var work = new EvaluationWork
        {
            BlockSize = BlockSize,
            Model = 1,
            Models = 1,
            Frame = report with { Outcomes = [], Diagnostics = [], Checks = [], Provenance = report.Provenance with { Machines = [] } },
        };
        return [.. Enumerable.Range(1, shards).Select(number => Journal(report, work, new Shard(number, shards)))];
    }

    private static (string Name, byte[] Bytes) Journal(RobustnessReport report, EvaluationWork work, Shard shard)
    {
        using var stream = new MemoryStream();
        using (var journal = ShardJournal.Open("test", stream, work, shard, report.Provenance.Machines[0]))
        {
            foreach (var block in shard.Blocks(work.BlockCount()))
                journal.Append(Block(report, work, block));
        }

        return (ShardJournal.NameOf(work, shard), stream.ToArray());
    }

    private static BlockRecord Block(RobustnessReport report, EvaluationWork work, int block)
    {
        var (start, count) = (block * BlockSize, work.ImagesIn(block));
        return new BlockRecord
        {
            Block = block,
            Outcomes =
            [
                .. report.Outcomes.Select(outcome => outcome with
                {
                    Verdicts = SampleReports.Verdicts(outcome.Draws, outcome.CorrectDraws[start..(start + count)]),
                    Margins = outcome.Margins[start..(start + count)],
                    ForwardPasses = outcome.ForwardPasses / Images * count,
                    GradientPasses = outcome.GradientPasses / Images * count,
                }),
            ],
            Seconds = [.. report.Outcomes.Select(static _ => 0.5)],
            Diagnostics = block == 0 ? report.Diagnostics : [],
        };
    }

    private static IEnumerable<AttackOutcome> Outcomes(string variant, int clean, int[] robust) =>
    [
        SampleReports.Outcome(variant, RobustnessReport.CleanId, 1, Correct(clean)),
        .. Attacks.Select((attack, i) => SampleReports.Outcome(variant, attack, 1, Correct(robust[i]))),
    ];

    /// <summary>Verdicts of which the first so many are right.</summary>
    private static byte[] Correct(int count) => [.. Enumerable.Range(0, Images).Select(image => image < count ? (byte)1 : (byte)0)];

    private static RobustnessReport Frame() => SampleReports.Small with
    {
        Dataset = SampleReports.Small.Dataset with { Images = Images, Split = "test, first 400" },
        Labels = [.. Enumerable.Range(0, Images).Select(static image => image % 3)],
        Timings = null,
        Checks = [],
        Diagnostics = [],
        Variants =
        [
            SampleReports.Variant("base", "base model", "none"),
            SampleReports.Variant("igd", "IG-Defense, LO-IR, k = 50", "keeps the 50 best neurons of layer4") with
            {
                Layer = "layer4", NeuronsKept = 50, Ranking = "LO-IR (signed)", MaskHash = "2e3f",
            },
        ],
        Attacks =
        [
            SampleReports.Attack("fgsm", "FGSM", 1, "one step of ε along the sign of the gradient"),
            SampleReports.Attack("pgd-20", "PGD-20", 20, "cross-entropy, step ε/4, random start"),
            SampleReports.Attack("square-500", "Square-500", 500, "random search") with { Knowledge = AttackKnowledge.Scores },
        ],
        Provenance = SampleReports.Small.Provenance with { Command = "igml evaluate --plan plan.json" },
    };
}
