using CsCheck;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Tests.Leaderboards;

/// <summary>Entries of a leaderboard to test with, made of <see cref="SampleReports"/>.</summary>
internal static class SampleLeaderboards
{
    public const string Run = "https://github.com/owner/name/actions/runs/12345";

    /// <summary>The three variants of the fixed report.</summary>
    public static LeaderboardEntry Small { get; } = Entry(SampleReports.Small);

    /// <summary>Another model on the same images under the same attacks, with a variant that a check forbids to believe.</summary>
    public static LeaderboardEntry Other { get; } = Entry(SampleReports.Small with
    {
        Model = SampleReports.Small.Model with { Name = "wrn28", Architecture = "WideResNet-28-10", Hash = "77aa" },
        Checks =
        [
            Finding("white-box-outdone", "random", CheckSeverity.Blocking),
            Finding("unproven-gain", null, CheckSeverity.Warning),
        ],
    });

    /// <summary>The fixed report's and the other's first evaluations, and two more of the first.</summary>
    public static LeaderboardHistory History { get; } = LeaderboardHistory.Empty
        .With(WithWorstCaseOf(At("fedcba987654"), 3), new DateOnly(2026, 1, 31)).With(Other, new DateOnly(2026, 2, 1))
        .With(WithWorstCaseOf(At("89abcdef0123"), 6), new DateOnly(2026, 2, 2)).With(Small, new DateOnly(2026, 2, 28));

    /// <summary>What two others have published, one of it in doubt.</summary>
    public static ReferenceList Published { get; } = new()
    {
        SchemaVersion = ReferenceList.CurrentSchemaVersion,
        Source = "RobustBench",
        Results = [Reference("Some2020Method", 0.62, null), Reference("Other2021Method", 0.7, 0.3) with { IsUnreliable = true }],
    };

    /// <summary>Images 0 and 2 of the fixed report's base model, broken by somebody's own.</summary>
    public static ProofOfBreak Break { get; } = new()
    {
        SchemaVersion = ProofOfBreak.CurrentSchemaVersion,
        By = "someone",
        SubmissionHash = new string('a', 64),
        Images = Small.Images,
        ThreatModel = Small.ThreatModel,
        ModelHash = Small.Model.Hash,
        Defense = Small.Classifiers[0].Defense,
        MaskHash = Small.Classifiers[0].MaskHash,
        Seed = 7,
        Broken = [0, 2],
        Verdicts = VerdictBits.Pack([.. Enumerable.Repeat(new bool[2], Small.Classifiers[0].WorstCase.Draws)]),
        ToolVersion = "1.0.0",
        Commit = null,
    };

    /// <summary>Sound entries with hostile texts in all places.</summary>
    public static Gen<LeaderboardEntry> Any { get; } =
        from report in SampleReports.Any
        from texts in SampleReports.Text.Array[3]
        from byRun in Gen.Bool
        select Entry(report with
        {
            Dataset = report.Dataset with { Name = texts[0] },
            Model = report.Model with { Name = texts[1], Architecture = texts[2] },
        }) with
        {
            Origin = Origin(byRun ? Verification.ByRun(Run) : Verification.ByReproduction(texts[0])) with { Command = texts[1] },
        };

    /// <summary>The fixed report's entry, evaluated at another commit.</summary>
    public static LeaderboardEntry At(string commit) => Small with { Origin = Small.Origin with { Commit = commit } };

    public static LeaderboardEntry Entry(RobustnessReport report) => LeaderboardEntry.FromReport(
        report, EntryOrigin.FromReport(
            report with { Provenance = report.Provenance with { Commit = "0123abcd4567" } }, "fe00", Verification.ByRun(Run), "report.json"));

    public static EntryOrigin Origin(Verification verification) => Small.Origin with { Verification = verification };

    public static CheckFinding Finding(string id, string? variant, CheckSeverity severity) => new()
    {
        Id = id,
        VariantId = variant,
        Severity = severity,
        Message = "Something was seen.",
        Cause = "Something is behind it",
        Remedy = "Do something",
    };

    /// <summary>The entry with a first classifier that is right for the first images alone.</summary>
    private static LeaderboardEntry WithWorstCaseOf(LeaderboardEntry entry, int correct) => entry with
    {
        Classifiers = entry.Classifiers.SetItem(0, entry.Classifiers[0] with
        {
            WorstCase = VerdictBits.Pack([[.. Enumerable.Range(0, entry.Images.Count).Select(image => image < correct)]]),
        }),
    };

    private static ReferenceResult Reference(string id, double autoAttack, double? external) => new()
    {
        Id = id,
        Title = "On Something",
        Venue = "ICML 2020",
        Architecture = "ResNet-18",
        Dataset = "fashion-mnist",
        ThreatModel = new ThreatModelInfo { Norm = PerturbationNorm.Linf, Epsilon = 0.1 },
        Clean = 0.85,
        AutoAttack = autoAttack,
        External = external,
        AdditionalData = external is null ? null : true,
        IsUnreliable = false,
    };
}
