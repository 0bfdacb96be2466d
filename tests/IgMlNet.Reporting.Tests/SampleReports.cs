using System.Collections.Immutable;
using CsCheck;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Tests;

/// <summary>Reports to test with: a fixed one of three variants under two attacks on 12 images, and generated ones.</summary>
internal static class SampleReports
{
    private static readonly ImmutableArray<string> Classes = ["shirt", "bag", "boot"];

    /// <summary>
    /// Base, a random control and a randomized defense (10 draws). Every outcome is spelled out, image by image, so that
    /// the numbers in the expected files can be counted by hand.
    /// </summary>
    public static RobustnessReport Small { get; } = new()
    {
        SchemaVersion = RobustnessReport.CurrentSchemaVersion,
        Title = "IG-Defense on Fashion-MNIST",
        Dataset = new DatasetInfo
        {
            Name = "Fashion-MNIST",
            Split = "test, first 12",
            Images = 12,
            ContentHash = "6f1d",
            Classes = Classes,
        },
        ThreatModel = new ThreatModelInfo { Norm = PerturbationNorm.Linf, Epsilon = 0.1 },
        Model = new ModelInfo { Name = "rn18w16", Architecture = "ResNet-18", Parameters = 701_466, Hash = "0a2b" },
        Seed = 7,
        BaseVariantId = "base",
        Variants =
        [
            Variant("base", "base model", "none"),
            Variant("random", "random, k = 3", "keeps 3 random neurons of layer4") with
            {
                Layer = "layer4", NeuronsKept = 3, Ranking = "random", MaskHash = "0c1d",
            },
            Variant("igd", "IG-Defense, k = 3", "keeps the 3 best neurons of layer4, σ = 0.05") with
            {
                Layer = "layer4", NeuronsKept = 3, Ranking = "LO-IR (signed)", MaskHash = "2e3f", Randomized = true,
            },
        ],
        Attacks =
        [
            Attack("fgsm", "FGSM", 1, "one step of ε along the sign of the gradient"),
            Attack("pgd20", "PGD-20", 20, "cross-entropy, step ε/4, random start"),
        ],
        Diagnostics =
        [
            new GradientDiagnostics { VariantId = "base", ZeroGradientShare = 0, ProbabilityShare = 0, UndeclaredRandomnessShare = 0, OptimizesAtInference = false },
        ],
        AttackedImages = AttackedImages.All,
        Timings = Timings(),
        Checks =
        [
            new CheckFinding
            {
                Id = "randomized", VariantId = "igd", Severity = CheckSeverity.Note,
                Message = "two predictions for one image differ", Cause = "the defense draws noise",
                Remedy = "attack it with gradients averaged over draws",
            },
        ],
        Provenance = new ProvenanceInfo
        {
            ToolVersion = "0.1.0",
            Commit = "0123abcd",
            Dirty = false,
            PlanHash = "beef",
            Machines = [Machine("cpu")],
            Command = "igml evaluate --images 12 --seed 7",
        },
        Labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2],
        Outcomes =
        [
            Outcome("base", RobustnessReport.CleanId, 1, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]),
            Outcome("base", "fgsm", 1, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]),
            Outcome("base", "pgd20", 1, [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]),
            Outcome("random", RobustnessReport.CleanId, 1, [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]),
            Outcome("random", "fgsm", 1, [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]),
            Outcome("random", "pgd20", 1, [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
            Outcome("igd", RobustnessReport.CleanId, 10, [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 5]),
            Outcome("igd", "fgsm", 10, [10, 10, 10, 10, 10, 10, 10, 8, 6, 4, 2, 0]),
            Outcome("igd", "pgd20", 10, [10, 10, 10, 10, 10, 10, 7, 6, 5, 4, 0, 0]) with
            {
                Members =
                [
                    Stage("pgd10", "PGD-10", AttackKnowledge.WhiteBox, 2), Stage("square", "Square", AttackKnowledge.Scores, 0),
                ],
            },
        ],
    };

    /// <summary>The attacks that <see cref="Reporting.Views.AttackEvidence"/> asks of a randomized defense with surrogates, each with its least budget.</summary>
    public static ImmutableArray<AttackInfo> Evidence { get; } =
    [
        Attack("transfer", "Transfer APGD-CE-50", 50, "by transfer") with { Knowledge = AttackKnowledge.Transfer, StepsPerRun = 50, BlackBoxQueries = 0 },
        Attack("square", "Square-500", 500, "by queries") with { Knowledge = AttackKnowledge.Scores, StepsPerRun = 0, BlackBoxQueries = 500 },
        Attack("eot", "APGD-CE-50 + EoT-2", 100, "averaged") with { StepsPerRun = 50, BlackBoxQueries = 0, GradientDraws = 2 },
        Attack("adaptive", "Adaptive-50", 100, "through surrogates") with { StepsPerRun = 50, BlackBoxQueries = 0, Family = AttackInfo.AdaptiveFamily },
    ];

    /// <summary>The report with those attacks, too, each with the outcome of the report's worst attack or of none.</summary>
    public static RobustnessReport WithEvidence(RobustnessReport report)
    {
        var last = report.Attacks.IsEmpty ? RobustnessReport.CleanId : report.Attacks[^1].Id;
        return report with
        {
            Attacks = [.. report.Attacks, .. Evidence.Select(attack => attack with { Epsilon = report.ThreatModel.Epsilon })],
            Outcomes =
            [
                .. report.Outcomes,
                .. from variant in report.Variants
                   from attack in Evidence
                   select report.OutcomeOf(variant.Id, last) with { AttackId = attack.Id },
            ],
        };
    }

    /// <summary>Texts of one to thirty characters that are not blank: any character but lone surrogates.</summary>
    public static Gen<string> Text { get; } =
        from middle in Gen.String[Gen.OneOf(Gen.Char['\u0001', '\u007f'], Gen.Char['\u0080', '\ud7ff']), 0, 29]
        from last in Gen.Char.AlphaNumeric
        select middle + last;

    /// <summary>Sound reports of 1 to 4 variants, 0 to 3 attacks and 1 to 20 images, with hostile texts in all places.</summary>
    public static Gen<RobustnessReport> Any { get; } =
        from images in Gen.Int[1, 20]
        from draws in Gen.Int[1, 12].Array[1, 4]
        from attacks in Gen.Int[0, 3]
        from labels in Gen.Int[0, 2].Array[images]
        from texts in Text.Array[3]
        from epsilon in Gen.Double[0, 2]
        from norm in Gen.Enum<PerturbationNorm>()
        from outcomes in Outcomes(draws, attacks, images)
        select Small with
        {
            Title = texts[0],
            Dataset = Small.Dataset with { Images = images, Split = texts[1] },
            ThreatModel = new ThreatModelInfo { Norm = norm, Epsilon = epsilon },
            Provenance = Small.Provenance with { Command = texts[2], Commit = null, Dirty = null },
            BaseVariantId = "v0",
            Variants = [.. draws.Select((r, i) => Variant($"v{i}", texts[i % 3], "none") with { Randomized = r > 1 })],
            Attacks =
            [
                .. Enumerable.Range(0, attacks).Select(i => Attack($"a{i}", texts[i % 3], 1, "some") with { Epsilon = epsilon }),
            ],
            Diagnostics = [],
            Timings = null,
            Checks = [],
            Labels = [.. labels],
            Outcomes = outcomes,
        };

    public static VariantInfo Variant(string id, string name, string defense) => new()
    {
        Id = id,
        DisplayName = name,
        Defense = defense,
        Layer = null,
        NeuronsKept = null,
        Ranking = null,
        MaskHash = null,
        Randomized = false,
    };

    public static AttackInfo Attack(string id, string name, int steps, string description) => new()
    {
        Id = id,
        DisplayName = name,
        Family = id,
        Epsilon = 0.1,
        Steps = steps,
        Restarts = 1,
        GradientDraws = 1,
        TargetClasses = 0,
        Knowledge = AttackKnowledge.WhiteBox,
        Description = description,
    };

    /// <summary>An outcome with margins that agree with the counts: the fewer correct draws, the larger.</summary>
    public static AttackOutcome Outcome(string variant, string attack, int draws, byte[] correct) =>
        Outcome(variant, attack, draws, correct, [.. correct.Select(n => 0.5f - ((float)n / draws))]);

    public static AttackOutcome Outcome(string variant, string attack, int draws, byte[] correct, float[] margins) => new()
    {
        VariantId = variant,
        AttackId = attack,
        Verdicts = Verdicts(draws, correct),
        Margins = [.. margins],
        LargestDistance = attack == RobustnessReport.CleanId ? 0 : 0.1,
        ForwardPasses = 21L * correct.Length,
        GradientPasses = 20L * correct.Length,
        Members = [],
    };

    /// <summary>Verdicts in which the first draws of an image are its correct ones.</summary>
    public static VerdictBits Verdicts(int draws, IReadOnlyList<byte> correct) =>
        VerdictBits.Pack([.. Enumerable.Range(0, draws).Select(draw => correct.Select(count => draw < count).ToArray())]);

    public static MachineInfo Machine(string device) => new()
    {
        Device = device,
        Driver = null,
        Precision = "float32",
        Threads = 2,
        LibtorchVersion = "2.10.0",
        TorchSharpVersion = "0.107.0",
        DotNetVersion = "10.0.0",
        OperatingSystem = "Linux",
    };

    public static MemberOutcome Stage(string id, string name, AttackKnowledge knowledge, int broken) =>
        new() { AttackId = id, DisplayName = name, Knowledge = knowledge, Broken = broken };

    private static RunTimings Timings() => new()
    {
        SchemaVersion = RunTimings.CurrentSchemaVersion,
        PlanHash = "beef",
        Runs =
        [
            new RunInfo
            {
                Shard = 1, Shards = 1, StartedUtc = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), Seconds = 61.25,
                Images = 12,
            },
        ],
        Outcomes =
        [
            .. from variant in (string[])["base", "random", "igd"]
               from attack in (string[])[RobustnessReport.CleanId, "fgsm", "pgd20"]
               select new OutcomeTiming { VariantId = variant, AttackId = attack, Seconds = 1.5 },
        ],
        Costs = [Cost("base", 1, 1, 1), Cost("random", 1.05, 1.02, 1.11), Cost("igd", 1.96, 1.91, 2.2)],
    };

    private static VariantCost Cost(string variant, double median, double min, double max) => new()
    {
        VariantId = variant,
        Cost = new InferenceCost { Median = median, Min = min, Max = max, Repetitions = 9 },
    };

    private static Gen<ImmutableArray<AttackOutcome>> Outcomes(int[] draws, int attacks, int images) =>
        from counts in Gen.Int[0, 1000].Array[images].Array[draws.Length * (attacks + 1)]
        select draws.SelectMany((r, v) => Enumerable.Range(-1, attacks + 1).Select(a => Outcome(
            $"v{v}", a < 0 ? RobustnessReport.CleanId : $"a{a}", r,
            [.. counts[(v * (attacks + 1)) + a + 1].Select(n => (byte)(n % (r + 1)))]))).ToImmutableArray();
}
