using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>Takes a sample of a variant's logits and of the gradients of every loss that attacks drive up.</summary>
internal static class GradientSample
{
    /// <summary>Samples a variant; an image counts as without gradient where the margin has none, or on a correctly classified image
    /// another of the losses.</summary>
    public static GradientDiagnostics Diagnose(Variant variant, AttackBatch batch, IEnumerable<Attack> attacks, EvaluationOptions options)
    {
        using var scope = NewDisposeScope();
        var seed = options.Seed.For("checks");
        using var random = new RandomStreams(seed, batch.ImageIds);
        var context = new AttackContext(variant.Model, batch, options.ThreatModel, seed, random, CancellationToken.None);
        var pass = context.Gradient(batch.Images, AttackLoss.CarliniWagner);
        var without = HasNone(pass.Gradient);

        // Where an image is misclassified as it is, some losses are at their largest, and a gradient of zero does no harm.
        var correct = pass.Logits.argmax(1).eq(batch.Labels);
        foreach (var loss in attacks.SelectMany(attack => attack.Losses).Distinct().Where(loss => loss != AttackLoss.CarliniWagner))
            without.logical_or_(HasNone(context.Gradient(batch.Images, loss).Gradient).logical_and_(correct));
        var probabilities = pass.Logits.ge(0).all(1).logical_and((pass.Logits.sum(1) - 1).abs().lt(1e-3));
        return new GradientDiagnostics
        {
            VariantId = variant.Id,
            Images = batch.Count,
            ZeroGradientShare = without.to(float32).mean().ToSingle(),
            ProbabilityShare = probabilities.to(float32).mean().ToSingle(),
            UndeclaredRandomnessShare = variant.Model.IsRandomized ? 0 : Unsteady(context, batch.Images),
            OptimizesAtInference = variant.Model.OptimizesAtInference,
        };
    }

    private static Tensor HasNone(Tensor gradient) => gradient.flatten(1).abs().amax([1]).eq(0);

    private static double Unsteady(AttackContext context, Tensor images) =>
        (context.Logits(images) - context.Logits(images)).abs().amax([1]).gt(0).to(float32).mean().ToSingle();
}
