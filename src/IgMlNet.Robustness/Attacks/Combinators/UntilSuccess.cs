using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// An attack that stops at its first success on an image, also where it is transferred and the image of highest loss would be more use.
/// </summary>
/// <remarks>
/// For comparison with published evaluations that transfer what a stopped attack returns; by default transferred attacks take all their
/// steps, which is stronger. Images [n, C, H, W] in [0,1].
/// </remarks>
public sealed class UntilSuccess : AttackModifier
{
    /// <summary>What identifiers of such attacks end with.</summary>
    internal const string Suffix = "-stop";

    /// <summary>Stops an attack at its first success.</summary>
    /// <param name="attack">The attack.</param>
    public UntilSuccess(Attack attack)
        : base(attack)
    {
    }

    /// <inheritdoc/>
    public override string Id => Inner.Id + Suffix;

    /// <inheritdoc/>
    public override string DisplayName => $"{Inner.DisplayName}, first success";

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.For(AttackGoal.Misclassification).Perturb(Inner);
    }
}
