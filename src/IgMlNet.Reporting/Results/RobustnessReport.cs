using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Results;

/// <summary>
/// The results of one robustness evaluation as data: which classifier variants met which attacks on which images, what
/// happened to every image, and where the numbers come from. Tables, plots and comparisons are views computed from it.
/// A report is immutable; <see cref="ReportFile"/> reads and writes it as JSON.
/// </summary>
public sealed record RobustnessReport
{
    /// <summary>The version of the schema that this library writes.</summary>
    public const int CurrentSchemaVersion = 4;

    /// <summary>The oldest version that it reads; what that has not is null or empty.</summary>
    public const int OldestSchemaVersion = 3;

    /// <summary>The id of the pseudo attack that leaves the images as they are. Every variant has an outcome for it.</summary>
    public const string CleanId = "clean";

    /// <summary>The version of the schema, <see cref="CurrentSchemaVersion"/>.</summary>
    [JsonPropertyOrder(-1)]
    public required int SchemaVersion { get; init; }

    /// <summary>What was evaluated, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>The images.</summary>
    public required DatasetInfo Dataset { get; init; }

    /// <summary>What the attacker may do to an image.</summary>
    public required ThreatModelInfo ThreatModel { get; init; }

    /// <summary>The base model that all variants are built on.</summary>
    public required ModelInfo Model { get; init; }

    /// <summary>The one seed that all random streams were derived from.</summary>
    public required long Seed { get; init; }

    /// <summary>The id of the variant that gains are counted against: usually the model without a defense.</summary>
    public required string BaseVariantId { get; init; }

    /// <summary>The classifiers compared, in the order of display. Ids are unique.</summary>
    public required ImmutableArray<VariantInfo> Variants { get; init; }

    /// <summary>
    /// The attacks, in the order of display, without the pseudo attack <see cref="CleanId"/>. Ids are unique.
    /// </summary>
    public required ImmutableArray<AttackInfo> Attacks { get; init; }

    /// <summary>What gradients and logits look like; one entry for every variant, or none where it was not looked at.</summary>
    [JsonPropertyName("probes")]
    public required ImmutableArray<GradientDiagnostics> Diagnostics { get; init; }

    /// <summary>What the checks found: reasons to doubt a number.</summary>
    public required ImmutableArray<CheckFinding> Checks { get; init; }

    /// <summary>Where the numbers come from and how to get them again.</summary>
    public required ProvenanceInfo Provenance { get; init; }

    /// <summary>The label of every evaluated image: an index into <see cref="DatasetInfo.Classes"/>.</summary>
    [JsonConverter(typeof(CompactIntegersConverter))]
    public required ImmutableArray<int> Labels { get; init; }

    /// <summary>Which images each attack was run on.</summary>
    public required AttackedImages AttackedImages { get; init; }

    /// <summary>
    /// One outcome for every variant and every attack, the pseudo attack <see cref="CleanId"/> included, in any order.
    /// </summary>
    public required ImmutableArray<AttackOutcome> Outcomes { get; init; }

    /// <summary>
    /// How long it took; null where it is not known. No part of the results file, which is the same whenever and by how many
    /// processes the same work is done: see <see cref="TimingsFile"/>.
    /// </summary>
    [JsonIgnore]
    public RunTimings? Timings { get; init; }

    /// <summary>The attacks within the threat model, which count for the worst case: those of no larger ε than its own.</summary>
    [JsonIgnore]
    public IEnumerable<AttackInfo> AttacksWithin => Attacks.Where(attack => !ThreatModel.IsExceededBy(attack.Epsilon));

    /// <summary>The attacks at the threat model's own ε, which tables are about; those at other ε show how it matters.</summary>
    [JsonIgnore]
    public IEnumerable<AttackInfo> MainAttacks => Attacks.Where(attack => ThreatModel.IsOf(attack.Epsilon));

    /// <summary><see cref="CleanId"/> and the ids of the attacks, in the order of display.</summary>
    [JsonIgnore]
    public IEnumerable<string> AttackIds => Attacks.Select(static attack => attack.Id).Prepend(CleanId);

    /// <summary>The variant of an id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public VariantInfo VariantOf(string variantId) =>
        Variants.FirstOrDefault(variant => variant.Id == variantId)
        ?? throw new ArgumentException($"The report has no variant '{variantId}'.", nameof(variantId));

    /// <summary>The outcome of a variant under an attack or under <see cref="CleanId"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public AttackOutcome OutcomeOf(string variantId, string attackId) =>
        Outcomes.FirstOrDefault(outcome => outcome.VariantId == variantId && outcome.AttackId == attackId)
        ?? throw new ArgumentException($"The report has no outcome of '{variantId}' under '{attackId}'.", nameof(attackId));
}
