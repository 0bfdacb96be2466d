using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>
/// What a leaderboard keeps of one verified evaluation: every classifier's accuracies, and its verdicts on every image in the
/// worst case, so that classifiers of different evaluations can be compared image by image.
/// </summary>
public sealed record LeaderboardEntry
{
    /// <summary>The version of the form that this library writes.</summary>
    public const int CurrentSchemaVersion = 2;

    /// <summary>The oldest version that it reads; what that has not is null or empty.</summary>
    public const int OldestSchemaVersion = 1;

    /// <summary>The version of the form, <see cref="CurrentSchemaVersion"/>.</summary>
    [JsonPropertyOrder(-1)]
    public required int SchemaVersion { get; init; }

    /// <summary>The images.</summary>
    public required EntryImages Images { get; init; }

    /// <summary>What the attacker may do to an image.</summary>
    public required ThreatModelInfo ThreatModel { get; init; }

    /// <summary>The base model that all classifiers are built on.</summary>
    public required ModelInfo Model { get; init; }

    /// <summary>The attacks within the threat model, over which the worst case is taken.</summary>
    public required ImmutableArray<AttackInfo> Attacks { get; init; }

    /// <summary>Which images each attack was run on.</summary>
    public required AttackedImages AttackedImages { get; init; }

    /// <summary>The base model and its defended variants.</summary>
    public required ImmutableArray<EntryClassifier> Classifiers { get; init; }

    /// <summary>Where the numbers come from, and why they are believed.</summary>
    public required EntryOrigin Origin { get; init; }

    /// <summary>What is kept of a report.</summary>
    /// <param name="report">The report, its checks run.</param>
    /// <param name="origin">Where it comes from, and what makes it verified.</param>
    public static LeaderboardEntry FromReport(RobustnessReport report, EntryOrigin origin)
    {
        var trust = ReportTrust.Assess(report);
        string[] attacks = [RobustnessReport.CleanId, .. report.AttacksWithin.Select(static attack => attack.Id)];
        return new LeaderboardEntry
        {
            SchemaVersion = CurrentSchemaVersion,
            Images = new EntryImages
            {
                Dataset = report.Dataset.Name,
                Split = report.Dataset.Split,
                Count = report.Dataset.Images,
                ContentHash = report.Dataset.ContentHash,
            },
            ThreatModel = report.ThreatModel,
            Model = report.Model,
            Attacks = [.. report.AttacksWithin],
            AttackedImages = report.AttackedImages,
            Classifiers = [.. report.Variants.Select(ClassifierOf)],
            Origin = origin,
        };

        EntryClassifier ClassifierOf(VariantInfo variant) => new()
        {
            Id = variant.Id,
            Name = variant.DisplayName,
            Defense = variant.Defense,
            MaskHash = variant.MaskHash,
            Randomized = variant.Randomized,
            Surrogates = variant.Surrogates,
            Outcomes = [.. attacks.Select(attack => new EntryOutcome
            {
                AttackId = attack,
                Correct = report.OutcomeOf(variant.Id, attack).Verdicts.Correct,
            })],
            WorstCase = WorstCaseOf(report, variant.Id),
            IsBelieved = !trust.Blocks(variant.Id),
            Findings = [.. report.Checks.Where(check => check.VariantId is null || check.VariantId == variant.Id
                || check.Severity == CheckSeverity.Blocking && check.VariantId == report.BaseVariantId)],
        };
    }

    /// <summary>The verdicts of the candidates that decide the worst case, draw by draw.</summary>
    private static VerdictBits WorstCaseOf(RobustnessReport report, string variantId)
    {
        var deciding = ImageWiseWorstCase.FromReport(report, variantId).AttackIds;
        var verdicts = deciding.Distinct(StringComparer.Ordinal)
            .ToDictionary(static id => id, id => report.OutcomeOf(variantId, id).Verdicts, StringComparer.Ordinal);
        return VerdictBits.Pack([.. Enumerable.Range(0, verdicts[deciding[0]].Draws).Select(draw =>
            deciding.Select((attack, image) => verdicts[attack].IsCorrect(image, draw)).ToArray())]);
    }
}
