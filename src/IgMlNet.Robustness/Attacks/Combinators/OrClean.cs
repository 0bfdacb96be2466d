using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>An attack that hands back the unperturbed image where it does not succeed.</summary>
/// <remarks>
/// For comparison with published evaluations: AutoAttack's <c>run_standard_evaluation</c> returns the clean image where it fails, and so
/// do published transfers of RayS beyond ε. By default the candidate of highest loss is handed on, which is stronger. Images [n, C, H, W] in
/// [0,1].
/// </remarks>
public sealed class OrClean : AttackModifier
{
    /// <summary>What identifiers of such attacks end with.</summary>
    internal const string Suffix = "-or-clean";

    /// <summary>Leaves images alone on which an attack fails.</summary>
    /// <param name="attack">The attack.</param>
    public OrClean(Attack attack)
        : base(attack)
    {
    }

    /// <inheritdoc/>
    public override string Id => Inner.Id + Suffix;

    /// <inheritdoc/>
    public override string DisplayName => $"{Inner.DisplayName}, else clean";

    /// <inheritdoc/>
    public override int Queries => Inner.Queries + AttackContext.SelectionDraws;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var found = context.Perturb(Inner);
        return where(context.Judge(found).Misclassified.view(-1, 1, 1, 1), found, context.Images);
    }
}
