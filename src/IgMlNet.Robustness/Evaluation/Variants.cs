using System.Collections.Immutable;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>The variants of an evaluation; it owns the defended models, and not the base model.</summary>
internal sealed class Variants(Classifier classifier, IReadOnlyList<Defense> defenses) : IDisposable
{
    public ImmutableArray<Variant> All { get; } = Variant.CreateAll(classifier, defenses);

    public void Dispose()
    {
        foreach (var variant in All.Where(variant => variant.Defense is not null))
            variant.Model.Dispose();
    }
}
