using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>An attack made of another one; what it does not change is that attack's.</summary>
/// <remarks>Images [n, C, H, W] in [0,1].</remarks>
public abstract class AttackModifier : Attack
{
    private protected AttackModifier(Attack attack)
    {
        ArgumentNullException.ThrowIfNull(attack);
        Inner = attack;
    }

    /// <inheritdoc/>
    public override string Paper => Inner.Paper;

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => Inner.Knowledge;

    /// <inheritdoc/>
    public override int Steps => Inner.Steps;

    /// <inheritdoc/>
    public override int Queries => Inner.Queries;

    /// <inheritdoc/>
    public override int Starts => Inner.Starts;

    /// <inheritdoc/>
    public sealed override int FewestClasses => Inner.FewestClasses;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Norm> Norms => Inner.Norms;

    /// <inheritdoc/>
    internal sealed override int TargetClasses => Inner.TargetClasses;

    /// <inheritdoc/>
    internal sealed override bool IsMadeOfOthers => true;

    /// <inheritdoc/>
    internal sealed override int StepsPerRun => Inner.StepsPerRun;

    /// <inheritdoc/>
    internal override int BlackBoxQueries => Inner.BlackBoxQueries;

    /// <inheritdoc/>
    internal override int GradientDraws => Inner.GradientDraws;

    /// <inheritdoc/>
    internal sealed override IReadOnlyList<AttackLoss> Losses => Inner.Losses;

    /// <summary>The attack inside.</summary>
    private protected Attack Inner { get; }

    /// <inheritdoc/>
    internal sealed override int GradientsAPass(int classCount) => Inner.GradientsAPass(classCount);

    /// <inheritdoc/>
    internal override double StepsAgainst(ImageModel model) => Inner.StepsAgainst(model);
}
