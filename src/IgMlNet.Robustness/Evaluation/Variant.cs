using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>A model under evaluation: the base classifier, or that classifier behind a defense.</summary>
internal sealed record Variant(string Id, string DisplayName, ImageModel Model, Defense? Defense)
{
    public const string BaseId = "base";

    public static ImmutableArray<Variant> Of(Classifier classifier, IReadOnlyList<Defense> defenses) =>
    [
        new Variant(BaseId, "Base model", classifier, null),
        .. defenses.Select(defense => new Variant(defense.Id, defense.DisplayName, defense.Defend(classifier), defense)),
    ];

    public VariantInfo Describe(InferenceCost cost)
    {
        var masked = Defense as InterpretabilityGuided;
        return new VariantInfo
        {
            Id = Id,
            DisplayName = DisplayName,
            Defense = Defense?.Description ?? "none",
            Layer = masked?.Ranking.Manifest.Layer,
            NeuronsKept = masked?.Options.K,
            Ranking = masked?.Ranking.Manifest.Method,
            Randomized = Model.IsRandomized,
            Cost = cost,
        };
    }
}
