using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>Takes a sample of a variant's gradients and logits.</summary>
internal static class GradientSample
{
    public static GradientDiagnostics Diagnose(Variant variant, AttackBatch batch, EvaluationOptions options)
    {
        using var scope = NewDisposeScope();
        var seed = options.Seed.For("checks");
        using var random = new RandomStreams(seed, batch.ImageIds);
        var context = new AttackContext(variant.Model, batch, options.ThreatModel, seed, random, CancellationToken.None);
        var pass = context.Gradient(batch.Images, AttackLoss.CarliniWagner);
        var probabilities = pass.Logits.ge(0).all(1).logical_and((pass.Logits.sum(1) - 1).abs().lt(1e-3));
        return new GradientDiagnostics
        {
            VariantId = variant.Id,
            ZeroGradientShare = pass.Gradient.flatten(1).abs().amax([1]).eq(0).to(float32).mean().ToSingle(),
            ProbabilityShare = probabilities.to(float32).mean().ToSingle(),
            UndeclaredRandomnessShare = variant.Model.IsRandomized ? 0 : Unsteady(context, batch.Images),
            OptimizesAtInference = variant.Model.OptimizesAtInference,
        };
    }

    private static double Unsteady(AttackContext context, Tensor images) =>
        (context.Logits(images) - context.Logits(images)).abs().amax([1]).gt(0).to(float32).mean().ToSingle();
}
