using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>A model under evaluation: the base classifier, or that classifier behind a defense.</summary>
internal sealed record Variant(string Id, string DisplayName, ImageModel Model, Defense? Defense)
{
    public const string BaseId = "base";

    /// <summary>
    /// An earlier variant that computes the very same, as where two rankings choose the same neurons; what comes of that one is this
    /// one's too. Null where there is none.
    /// </summary>
    public Variant? SameAs { get; private init; }

    public static ImmutableArray<Variant> CreateAll(Classifier classifier, IReadOnlyList<Defense> defenses)
    {
        var variants = ImmutableArray.CreateBuilder<Variant>();
        variants.Add(new Variant(BaseId, "Base model", classifier, null));
        foreach (var defense in defenses)
        {
            var variant = new Variant(defense.Id, defense.DisplayName, defense.Defend(classifier), defense);
            var same = variants.FirstOrDefault(earlier => earlier.SameAs is null && earlier.Defense is { } other && defense.ComputesSameAs(other));
            variants.Add(variant with { SameAs = same });
        }

        return variants.ToImmutable();
    }

    public VariantInfo Describe() => new()
    {
        Id = Id,
        DisplayName = DisplayName,
        Defense = Defense?.Description ?? VariantInfo.NoDefense,
        Layer = Defense?.Mask?.Layer,
        NeuronsKept = Defense?.Mask?.NeuronsKept,
        Ranking = Defense?.Mask?.RankingMethod,
        MaskHash = Defense?.Mask?.Hash,
        Randomized = Model.IsRandomized,
        Surrogates = Model.Surrogates.Count,
        ProbeImages = Defense?.Mask?.ProbeImages,
    };
}
