using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Results;

/// <summary>
/// What one attack did to one variant, image by image.
/// <para>
/// The attack ends with one candidate per image. It is chosen on <i>selection</i> draws of the variant's randomness, and
/// judged on <see cref="Draws"/> independent <i>verdict</i> draws, so that a randomized defense is neither punished for
/// being tried often nor flattered by a lucky draw. A deterministic variant needs one draw.
/// </para>
/// </summary>
public sealed record AttackOutcome
{
    /// <summary>The id of the variant.</summary>
    public required string VariantId { get; init; }

    /// <summary>The id of the attack, or <see cref="RobustnessReport.CleanId"/>.</summary>
    public required string AttackId { get; init; }

    /// <summary>Whether the candidate of an image was classified correctly, in every verdict draw.</summary>
    public required VerdictBits Verdicts { get; init; }

    /// <summary>
    /// For every image the margin loss max_{j≠y} z_j − z_y of the candidate, averaged over the selection draws; positive
    /// where it is misclassified; never NaN. In JSON: base64 of one little-endian IEEE 754 single an image.
    /// </summary>
    [JsonConverter(typeof(PackedSinglesConverter))]
    public required ImmutableArray<float> Margins { get; init; }

    /// <summary>
    /// For every image the number of selection draws in which the candidate was misclassified, by which candidates of a randomized variant
    /// are chosen first, and by <see cref="Margins"/> second. Empty for a deterministic variant, whose verdict shows it, and in results
    /// before schema version 4. In JSON: base64 of one byte per image.
    /// </summary>
    [JsonConverter(typeof(PackedBytesConverter))]
    public ImmutableArray<byte> SelectionMisses
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>The largest distance of any candidate from its image, in the norm of the threat model.</summary>
    public required double LargestDistance { get; init; }

    /// <summary>Images pushed forward through the variant, counted one by one, over the whole attack.</summary>
    public required long ForwardPasses { get; init; }

    /// <summary>Images for which a gradient was computed, counted one by one, over the whole attack.</summary>
    public required long GradientPasses { get; init; }

    /// <summary>For an ensemble what each of its attacks contributed, in their order; empty for a single attack.</summary>
    [JsonPropertyName("stages")]
    public required ImmutableArray<MemberOutcome> Members { get; init; }

    /// <summary>The number R of verdict draws; the same for all outcomes of a variant.</summary>
    [JsonIgnore]
    public int Draws => Verdicts.Draws;

    /// <summary>For every image the number of verdict draws, 0 to R, in which the candidate was classified correctly.</summary>
    [JsonIgnore]
    public ImmutableArray<byte> CorrectDraws => Verdicts.CorrectDraws;

    /// <summary>The outcomes of one variant under one attack on consecutive ranges of images as the outcome on all of them.</summary>
    /// <exception cref="ArgumentException">They are of several variants, attacks or numbers of draws, or there is none.</exception>
    public static AttackOutcome Join(IReadOnlyList<AttackOutcome> parts)
    {
        if (parts.Count == 0 || parts.Any(part =>
                (part.VariantId, part.AttackId) != (parts[0].VariantId, parts[0].AttackId)
                || !part.Members.Select(IdOf).SequenceEqual(parts[0].Members.Select(IdOf))))
        {
            throw new ArgumentException("Expected outcomes of one variant under one attack.", nameof(parts));
        }

        return parts[0] with
        {
            Verdicts = VerdictBits.Join([.. parts.Select(static part => part.Verdicts)]),
            Margins = [.. parts.SelectMany(static part => part.Margins)],
            SelectionMisses = [.. parts.SelectMany(static part => part.SelectionMisses)],
            LargestDistance = parts.Max(static part => part.LargestDistance),
            ForwardPasses = parts.Sum(static part => part.ForwardPasses),
            GradientPasses = parts.Sum(static part => part.GradientPasses),
            Members =
            [
                .. parts[0].Members.Select((member, i) => member with { Broken = parts.Sum(part => part.Members[i].Broken) }),
            ],
        };

        static string IdOf(MemberOutcome member) => member.AttackId;
    }
}
