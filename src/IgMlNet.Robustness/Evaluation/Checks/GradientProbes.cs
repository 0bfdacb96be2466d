using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation.Checks;

/// <summary>What a sample of gradients and logits of each variant looks like.</summary>
internal sealed class GradientProbes
{
    private readonly List<GradientProbe> _probes = [];

    public IReadOnlyList<GradientProbe> All => _probes;

    public void Add(Variant variant, AttackBatch batch, EvaluationOptions options)
    {
        using var scope = NewDisposeScope();
        var seed = options.Seed.For("checks");
        using var random = new RandomStreams(seed, batch.ImageIds);
        var context = new AttackContext(variant.Model, batch, options.ThreatModel, seed, random, CancellationToken.None);
        var pass = context.Gradient(batch.Images, AttackLoss.CarliniWagner);
        var probabilities = pass.Logits.ge(0).all(1).logical_and((pass.Logits.sum(1) - 1).abs().lt(1e-3));
        _probes.Add(new GradientProbe(
            variant.Id,
            variant.DisplayName,
            pass.Gradient.flatten(1).abs().amax([1]).eq(0).to(float32).mean().ToSingle(),
            probabilities.to(float32).mean().ToSingle(),
            variant.Model.OptimizesAtInference));
    }
}

/// <summary>A variant's sample.</summary>
/// <param name="VariantId">The variant.</param>
/// <param name="VariantName">The variant as tables call it.</param>
/// <param name="ZeroGradientShare">The share of images whose margin has no gradient at all.</param>
/// <param name="ProbabilityShare">The share of images whose outputs are non-negative and sum to one.</param>
/// <param name="OptimizesAtInference">Whether a prediction takes gradients.</param>
internal sealed record GradientProbe(
    string VariantId, string VariantName, double ZeroGradientShare, double ProbabilityShare, bool OptimizesAtInference);
