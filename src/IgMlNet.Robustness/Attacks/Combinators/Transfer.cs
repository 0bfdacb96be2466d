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
public sealed class Transfer : Attack
{
    /// <summary>What identifiers of transferred attacks begin with.</summary>
    internal const string Prefix = "transfer-";

    private readonly Attack _attack;
    private readonly ImageModel _source;

    /// <summary>Sends an attack's perturbations elsewhere.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="source">The model it is run on; it stays the caller's.</param>
    public Transfer(Attack attack, ImageModel source)
    {
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentNullException.ThrowIfNull(source);
        _attack = attack;
        _source = source;
    }

    /// <inheritdoc/>
    public override string Id => Prefix + _attack.Id;

    /// <inheritdoc/>
    public override string DisplayName => $"Transfer {_attack.DisplayName}";

    /// <inheritdoc/>
    public override string Paper => _attack.Paper;

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.Transfer;

    /// <inheritdoc/>
    public override int Steps => _attack.Steps;

    /// <inheritdoc/>
    public override int Queries => _attack.Queries;

    /// <inheritdoc/>
    public override int Starts => _attack.Starts;

    /// <inheritdoc/>
    public override int FewestClasses => _attack.FewestClasses;

    /// <inheritdoc/>
    public override IReadOnlyList<Norm> Norms => _attack.Norms;

    /// <summary>The model that perturbations are computed on.</summary>
    internal ImageModel Source => _source;

    /// <inheritdoc/>
    internal override int TargetClasses => _attack.TargetClasses;

    /// <inheritdoc/>
    internal override bool IsMadeOfOthers => true;

    /// <inheritdoc/>
    internal override int StepsPerRun => _attack.StepsPerRun;

    /// <inheritdoc/>
    internal override int GradientDraws => _attack.GradientDraws;

    /// <inheritdoc/>
    internal override int GradientsAPass(int classCount) => _attack.GradientsAPass(classCount);

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.On(_source).For(AttackGoal.HighestLoss).Perturb(_attack);
    }
}
