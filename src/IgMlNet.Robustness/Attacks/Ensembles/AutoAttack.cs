namespace IgMlNet.Robustness.Attacks.Ensembles;

/// <summary>
/// AutoAttack: a fixed ensemble of attacks through gradients and one through scores, without any parameter to tune; what
/// robustness is customarily measured with. Each attack gets the images that those before it left.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks (ICML
/// 2020); attacks, order and budgets as in the published code, in ℓ1 as of Croce &amp; Hein, Mind the Box (ICML 2021). Norms: all.
/// White box. Images [n, C, H, W] in [0,1]; at least four classes, where fewer than nine others are all targets. Transferred, it hands
/// on what it misleads the source with, and the version <i>rand</i> each image's candidate of highest margin.
/// </remarks>
public sealed class AutoAttack : Ensemble
{
    private readonly AutoAttackVersion _version;

    /// <summary>AutoAttack <i>standard</i>.</summary>
    public AutoAttack()
        : this(AutoAttackVersion.Standard)
    {
    }

    /// <summary>AutoAttack in a version.</summary>
    public AutoAttack(AutoAttackVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        _version = version;
    }

    /// <inheritdoc/>
    public override string Id => _version == AutoAttackVersion.Standard ? "autoattack" : $"autoattack-{_version.Id}";

    /// <inheritdoc/>
    public override string DisplayName => _version == AutoAttackVersion.Standard ? "AutoAttack" : $"AutoAttack ({_version.Id})";

    /// <inheritdoc/>
    private protected override AttackGoal GoalOf(AttackGoal asked) =>
        _version == AutoAttackVersion.Rand ? asked : base.GoalOf(asked);

    /// <inheritdoc/>
    public override IReadOnlyList<Attack> Members(Norm norm) => _version.Attacks(norm);
}
