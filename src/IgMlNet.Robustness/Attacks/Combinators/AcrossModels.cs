using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// An attack on several other models whose perturbations are all sent to the model under attack, which keeps the worst per image. In an
/// evaluation the others are its other variants: the smoothed base model, the same defense with another ranking, τ or k, another defense.
/// </summary>
/// <remarks>
/// Paper: Tramèr et al., On Adaptive Attacks to Adversarial Example Defenses (NeurIPS 2020), who transfer from models like the one under
/// attack. An evaluation computes the perturbations of each source once for all variants. <see cref="AttackResult.FoundBy"/> names the source
/// of a perturbation. Images [n, C, H, W] in [0,1].
/// </remarks>
public sealed class AcrossModels : AttackModifier
{
    /// <summary>What identifiers of such attacks begin with.</summary>
    internal const string Prefix = "across-";

    /// <summary>Sends perturbations of the other variants of an evaluation, which supplies them.</summary>
    /// <param name="attack">The attack on each source.</param>
    public AcrossModels(Attack attack)
        : this(attack, [])
    {
    }

    /// <summary>Sends perturbations of given models.</summary>
    /// <param name="attack">The attack on each source.</param>
    /// <param name="sources">The models it is run on, of the same images and classes; they stay the caller's.</param>
    public AcrossModels(Attack attack, IReadOnlyList<ImageModel> sources)
        : base(attack)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Sources = sources;
    }

    /// <inheritdoc/>
    public override string Id => Prefix + Inner.Id;

    /// <inheritdoc/>
    public override string DisplayName => $"{Inner.DisplayName} across variants";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.Transfer;

    /// <inheritdoc/>
    public override int Steps => Inner.Steps * Math.Max(Sources.Count, 1);

    /// <inheritdoc/>
    public override int Queries => (Inner.Queries * Math.Max(Sources.Count, 1)) + CandidateSearch.QueriesFor(Sources.Count);

    /// <summary>The models that perturbations are computed on; none where an evaluation supplies them.</summary>
    internal IReadOnlyList<ImageModel> Sources { get; }

    /// <summary>The attack on one source.</summary>
    internal Transfer From(ImageModel source) => new(Inner, source);

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var search = new CandidateSearch(context);
        for (var i = 0; i < Sources.Count; i++)
        {
            var (source, restart) = (Sources[i], i);
            search.Try(source.Name, remaining => remaining.On(source).For(AttackGoal.HighestLoss).Perturb(Inner, restart));
        }

        return search.Best;
    }
}
