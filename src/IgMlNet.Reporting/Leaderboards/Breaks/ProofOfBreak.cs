using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Leaderboards.Breaks;

/// <summary>
/// What submitted adversarial images did to a classifier, judged by forward passes of it: within the threat model, with the data
/// set's labels. It lowers the rows of a leaderboard that are of the same classifier, images and threat model, with credit.
/// </summary>
public sealed record ProofOfBreak
{
    /// <summary>The version of the form that this library writes, and the only one that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the form, <see cref="CurrentSchemaVersion"/>.</summary>
    [JsonPropertyOrder(-1)]
    public required int SchemaVersion { get; init; }

    /// <summary>Who submitted the images, as tables credit them.</summary>
    public required string By { get; init; }

    /// <summary>SHA-256 of the submitted file, in hexadecimal.</summary>
    public required string SubmissionHash { get; init; }

    /// <summary>The data set's images that the submission is about.</summary>
    public required EntryImages Images { get; init; }

    /// <summary>The threat model that the submitted images keep.</summary>
    public required ThreatModelInfo ThreatModel { get; init; }

    /// <summary>SHA-256 of the base model's weights, in hexadecimal.</summary>
    public required string ModelHash { get; init; }

    /// <summary>The defense and its parameters in words, as in results.</summary>
    public required string Defense { get; init; }

    /// <summary>SHA-256 of which neurons are kept for which class, in hexadecimal; null where none is masked.</summary>
    public required string? MaskHash { get; init; }

    /// <summary>The seed of the draws, which were drawn after the submission.</summary>
    public required long Seed { get; init; }

    /// <summary>The indices of the images that count: within the threat model and misclassified on the selection draws. Ascending.</summary>
    [JsonConverter(typeof(CompactIntegersConverter))]
    public required ImmutableArray<int> Broken { get; init; }

    /// <summary>Whether each of <see cref="Broken"/> was classified correctly, in every verdict draw.</summary>
    public required VerdictBits Verdicts { get; init; }

    /// <summary>The version of the tool that judged.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The commit that the tool was built from; null where unknown.</summary>
    public required string? Commit { get; init; }

    /// <summary>Whether it is about a classifier of an entry.</summary>
    public bool IsAbout(LeaderboardEntry entry, EntryClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(classifier);
        return entry.Images.ContentHash == Images.ContentHash && entry.Images.Count == Images.Count
            && entry.ThreatModel.Norm == ThreatModel.Norm && entry.ThreatModel.IsOf(ThreatModel.Epsilon)
            && entry.Model.Hash == ModelHash && classifier.MaskHash == MaskHash && classifier.Defense == Defense
            && classifier.WorstCase.Draws == Verdicts.Draws;
    }
}
