using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// An attack on one model whose perturbations are then sent to another: here the images of highest loss on the undefended base
/// model, judged on the defended one.
/// </summary>
/// <remarks>
/// Papers: Croce et al., Evaluating the Adversarial Robustness of Adaptive Test-time Defenses (ICML 2022), which found such attacks
/// stronger against test-time defenses than attacking these themselves; Kulkarni &amp; Weng (ECCV 2024), Sec. 5. The perturbations do
/// not depend on the model they are sent to, so an evaluation computes them once for all variants. Images [n, C, H, W] in [0,1].
/// </remarks>
public sealed class Transfer : AttackModifier
{
    /// <summary>What identifiers of transferred attacks begin with.</summary>
    internal const string Prefix = "transfer-";

    /// <summary>Sends an attack's perturbations elsewhere.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="source">The model it is run on; it stays the caller's.</param>
    public Transfer(Attack attack, ImageModel source)
        : base(attack)
    {
        ArgumentNullException.ThrowIfNull(source);
        Source = source;
    }

    /// <inheritdoc/>
    public override string Id => Prefix + Inner.Id;

    /// <inheritdoc/>
    public override string DisplayName => $"Transfer {Inner.DisplayName}";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.Transfer;

    /// <summary>None: what is asked is the base model.</summary>
    internal override int BlackBoxQueries => 0;

    /// <inheritdoc/>
    internal override ImageModel Source { get; }

    /// <inheritdoc/>
    internal override double StepsAgainst(ImageModel model) => Inner.StepsAgainst(Source);

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.On(Source).For(AttackGoal.HighestLoss).Perturb(Inner);
    }
}
