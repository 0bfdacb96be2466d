using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>The work of attacks in passes forward through the base network; a pass back counts as two.</summary>
internal static class AttackWork
{
    /// <summary>A pass back takes about twice as long as one forward.</summary>
    private const double PassesBack = 2;

    /// <summary>
    /// The most passes of the base network that an attack of an evaluation takes for an image, judging included. Transfer attacks are
    /// paid for once, with the base model, and variants that compute the same with the first of them.
    /// </summary>
    public static double Most(Variant variant, PlannedAttack attack, EvaluationOptions options)
    {
        if (variant.SameAs is not null)
            return 0;
        var attacking = attack.Attack.Source is not null && variant.Defense is not null ? 0 : MostPasses(attack.Attack, variant.Model);
        return variant.Model.ForwardPasses * (attacking + Judgements(variant, options));
    }

    /// <summary>How often a variant is asked about an image when what an attack found is judged.</summary>
    public static int Judgements(Variant variant, EvaluationOptions options) =>
        variant.Model.IsRandomized ? options.VerdictDraws + options.SelectionDraws : 2;

    /// <summary>The most passes through any model that an attack on it takes for an image.</summary>
    public static double MostPasses(Attack attack, int classCount) => MostPasses(attack, classCount, attack.Steps);

    /// <summary>
    /// The most passes through a model that an attack on it takes for an image; of a deterministic one it takes a gradient once.
    /// </summary>
    public static double MostPasses(Attack attack, ImageModel model) =>
        MostPasses(attack, model.ClassCount, attack.StepsAgainst(model));

    /// <summary>The passes that an attack has taken so far, for all its images.</summary>
    public static double Passes(AttackProgress progress, Attack attack, int classCount) =>
        (PassesOf(attack.GradientsAPass(classCount)) * progress.Gradients) + progress.Queries;

    private static double MostPasses(Attack attack, int classCount, double steps) =>
        (PassesOf(attack.GradientsAPass(classCount)) * steps) + attack.Queries;

    private static double PassesOf(int gradients) => 1 + (PassesBack * gradients);
}
