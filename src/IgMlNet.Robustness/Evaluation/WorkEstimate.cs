using System.Collections.Immutable;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>How much of an evaluation is done, by passes through the base network: a backward pass counts as two forward.</summary>
internal sealed class WorkEstimate
{
    /// <summary>A pass back takes about twice as long as one forward.</summary>
    private const double PassesBack = 2;

    private readonly EvaluationOptions _options;
    private double _done;

    public WorkEstimate(
        ImmutableArray<Variant> variants, IReadOnlyList<PlannedAttack> attacks, EvaluationOptions options, int images)
    {
        _options = options;
        Total = variants.Sum(variant => attacks.Sum(attack => Cost(variant, attack))) * images;
    }

    /// <summary>The most passes of the base network that all of it takes, if every image withstands every attack.</summary>
    public double Total { get; }

    /// <summary>The share that is done, in [0,1].</summary>
    public double Fraction => Total > 0 ? Math.Min(_done / Total, 1) : 0;

    /// <summary>The most passes that an attack takes for an image.</summary>
    public static double Passes(Attack attack, int classCount) =>
        (PassesOf(attack.GradientsAPass(classCount)) * attack.Steps) + attack.Queries;

    /// <summary>The passes that an attack has taken so far.</summary>
    public static double Passes(AttackProgress progress, Attack attack, int classCount) =>
        (PassesOf(attack.GradientsAPass(classCount)) * progress.Gradients) + progress.Queries;

    /// <summary>The share that is done while an attack is on its way.</summary>
    public double FractionWith(Variant variant, PlannedAttack attack, int images, AttackProgress progress)
    {
        var most = Cost(variant, attack) * images;
        var passes = variant.Model.ForwardPasses * Passes(progress, attack.Attack, variant.Model.ClassCount);
        return Total > 0 ? Math.Min((_done + Math.Min(passes, most)) / Total, 1) : 0;
    }

    /// <summary>An attack on a block of images has ended, perhaps early.</summary>
    public void Done(Variant variant, PlannedAttack attack, int images) => _done += Cost(variant, attack) * images;

    private static double PassesOf(int gradients) => 1 + (PassesBack * gradients);

    /// <summary>
    /// The most that an attack takes for an image. Transfer attacks are paid for once, with the base model, and variants that compute
    /// the same with the first of them.
    /// </summary>
    private double Cost(Variant variant, PlannedAttack attack)
    {
        if (variant.SameAs is not null)
            return 0;
        var judging = variant.Model.IsRandomized ? _options.VerdictDraws + _options.SelectionDraws : 2;
        var attacking = attack.Attack is Transfer && variant.Defense is not null ? 0 : Passes(attack.Attack, variant.Model.ClassCount);
        return variant.Model.ForwardPasses * (attacking + judging);
    }
}
