using System.Collections.Immutable;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>
/// How much of the work on a block of images is done. What is left is reckoned from what each attack took in the block before, or else
/// from the images that are still classified correctly, so that the share grows about as fast as time passes.
/// </summary>
/// <param name="variants">The variants, in the order of work.</param>
/// <param name="attacks">The attacks, in the order of work.</param>
/// <param name="options">Draws.</param>
internal sealed class BlockProgress(
    ImmutableArray<Variant> variants, IReadOnlyList<PlannedAttack> attacks, EvaluationOptions options)
{
    private readonly Dictionary<(string Variant, string Attack), Experience> _experiences = [];
    private readonly Queue<(Variant Variant, PlannedAttack Attack)> _left = new();
    private double _standing = 1;
    private double _images = 1;
    private double _done;

    /// <summary>The share that is done, in [0,1].</summary>
    public double Fraction => FractionWith(0);

    /// <summary>Work on a block begins.</summary>
    /// <param name="images">Images of the block.</param>
    public void BeginBlock(int images)
    {
        (_images, _done) = (images, 0);
        _left.Clear();
        foreach (var variant in variants.Where(variant => variant.SameAs is null))
        {
            foreach (var attack in attacks)
                _left.Enqueue((variant, attack));
        }
    }

    /// <summary>The next attack begins.</summary>
    /// <param name="standing">Images that are classified correctly until then.</param>
    public void BeginAttack(int standing)
    {
        var (variant, attack) = _left.Peek();
        _standing = standing / _images;
        _experiences[(variant.Id, attack.Id)] = ExperienceWith(variant, attack) with { Standing = _standing };
    }

    /// <summary>The share that is done while an attack is on its way, in [0,1].</summary>
    /// <param name="used">What the attack has used so far.</param>
    public double FractionWith(AttackProgress used)
    {
        var (variant, attack) = _left.Peek();
        return FractionWith(Math.Min(PassesOf(variant, attack, used), ExperienceWith(variant, attack).Passes));
    }

    /// <summary>The attack has ended, perhaps early.</summary>
    /// <param name="used">What it and judging its images used.</param>
    public void EndAttack(AttackProgress used)
    {
        var (variant, attack) = _left.Dequeue();
        var experience = ExperienceWith(variant, attack);
        if (experience.Standing > 0)
            experience = experience with { PassesEach = PassesOf(variant, attack, used) / experience.Standing };
        _experiences[(variant.Id, attack.Id)] = experience;
        _done += experience.Passes;
    }

    private double FractionWith(double passes)
    {
        var all = _done + _left.Sum(pair => ExperienceWith(pair.Variant, pair.Attack).Passes);
        return all > 0 ? (_done + passes) / all : 1;
    }

    private Experience ExperienceWith(Variant variant, PlannedAttack attack) =>
        _experiences.TryGetValue((variant.Id, attack.Id), out var experience)
            ? experience
            : new Experience(_standing, AttackWork.Most(variant, attack, options));

    /// <summary>
    /// Passes for an image of the block, on average; what transfer attacks take besides judging is taken of the base model.
    /// </summary>
    private double PassesOf(Variant variant, PlannedAttack attack, AttackProgress used)
    {
        var passes = AttackWork.Passes(used, attack.Attack, variant.Model.ClassCount) / _images;
        if (attack.Attack.Source is null)
            return variant.Model.ForwardPasses * passes;
        var judging = Math.Min(AttackWork.Judgements(variant, options) * _standing, passes);
        return passes + ((variant.Model.ForwardPasses - 1) * judging);
    }

    /// <summary>What an attack on a variant was last seen to take, or is expected to.</summary>
    /// <param name="Standing">The share of images that it finds classified correctly.</param>
    /// <param name="PassesEach">Passes for each of them.</param>
    private readonly record struct Experience(double Standing, double PassesEach)
    {
        /// <summary>Passes for an image of the block, on average.</summary>
        public double Passes => Standing * PassesEach;
    }
}
