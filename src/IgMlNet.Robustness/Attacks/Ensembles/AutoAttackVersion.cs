using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;

namespace IgMlNet.Robustness.Attacks.Ensembles;

/// <summary>Which attacks AutoAttack consists of, in their order.</summary>
public sealed class AutoAttackVersion
{
    private readonly Func<Norm, IReadOnlyList<Attack>> _attacks;

    internal AutoAttackVersion(string id, Func<Norm, IReadOnlyList<Attack>> attacks)
    {
        Id = id;
        _attacks = attacks;
    }

    /// <summary>
    /// For deterministic models, the customary one: APGD-CE, APGD-T and FAB-T towards 9 classes, Square with 5,000 queries. In ℓ1
    /// APGD-CE has 5 restarts and APGD-T 5 target classes.
    /// </summary>
    public static AutoAttackVersion Standard { get; } = new(
        "standard",
        norm =>
        [
            norm == Norm.L1 ? new Restarts(Ce, 5) : Ce,
            Towards(norm),
            new TargetedFab(),
            Square,
        ]);

    /// <summary>
    /// For deterministic models, more thorough: APGD-CE, APGD-DLR and FAB with 5 restarts each, Square, APGD-T and FAB-T.
    /// </summary>
    public static AutoAttackVersion Plus { get; } = new(
        "plus",
        norm =>
        [
            new Restarts(Ce, 5),
            new Restarts(Dlr, 5),
            new Restarts(new Fab(), 5),
            Square,
            Towards(norm),
            new TargetedFab(),
        ]);

    /// <summary>For randomized models: APGD-CE and APGD-DLR, each gradient the mean over 20 draws.</summary>
    public static AutoAttackVersion Rand { get; } = new("rand", static _ => [new Eot(Ce), new Eot(Dlr)]);

    /// <summary>
    /// The one with which Kulkarni &amp; Weng (ECCV 2024, Table 9) look for masked gradients: <see cref="Standard"/> with 200 steps and
    /// 10 restarts of APGD, 10 restarts of FAB-T and 5 of Square.
    /// </summary>
    public static AutoAttackVersion Stronger { get; } = new(
        "stronger",
        static _ =>
        [
            new Restarts(new Apgd(new ApgdOptions { Steps = 200 }), 10),
            new Restarts(new TargetedApgd(new TargetedApgdOptions { Steps = 200 }), 10),
            new Restarts(new TargetedFab(), 10),
            new Restarts(Square, 5),
        ]);

    /// <summary>All versions.</summary>
    public static IReadOnlyList<AutoAttackVersion> All { get; } = [Standard, Plus, Rand, Stronger];

    /// <summary>The name in commands and results: <c>standard</c>, <c>plus</c>, <c>rand</c> or <c>stronger</c>.</summary>
    public string Id { get; }

    private static Apgd Ce => new(new ApgdOptions { Loss = AttackLoss.CrossEntropy });

    private static Apgd Dlr => new(new ApgdOptions { Loss = AttackLoss.Dlr });

    private static Square Square => new(new SquareOptions { Schedule = SquareSchedule.Fixed });

    /// <summary>The attacks in a norm.</summary>
    public IReadOnlyList<Attack> Attacks(Norm norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        return _attacks(norm);
    }

    private static TargetedApgd Towards(Norm norm) =>
        new(norm == Norm.L1 ? new TargetedApgdOptions { TargetClasses = 5 } : new TargetedApgdOptions());
}
