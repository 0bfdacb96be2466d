using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Native;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// A base model that sees every image under a perturbation which the defense looks for at inference: f(x + δ(x)). In the backward pass
/// δ is constant.
/// </summary>
internal sealed class PurifiedClassifier(
    Classifier classifier,
    Defense defense,
    double forwardPasses,
    Func<Classifier, Tensor, RandomStreams, Tensor> perturbation) : ImageModel
{
    /// <summary>What a gradient costs in forward passes: one, and a pass back that takes about twice as long.</summary>
    public const int PassesAGradient = 3;

    public override string Name { get; } = $"{classifier.Name} + {defense.DisplayName}";

    public override ImageShape InputShape => classifier.InputShape;

    public override int ClassCount => classifier.ClassCount;

    public override Device Device => classifier.Device;

    internal override Classifier? BaseClassifier => classifier;

    public override bool IsRandomized => defense.IsRandomized;

    public override bool OptimizesAtInference => true;

    public override double ForwardPasses => forwardPasses;

    /// <summary>The base model: the purification is taken for the identity in both passes.</summary>
    public override IReadOnlyList<Surrogate> Surrogates { get; } =
        [new Surrogate("identity", "the purification is left out", classifier)];

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var delta = perturbation(classifier, images.detach(), random);
        return classifier.Logits(images.add(delta, HeldScalars.One)).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient of a loss, summed over the images, with respect to their perturbation; the caller's scope owns it.</summary>
    public static Tensor Gradient(Classifier classifier, Tensor images, Tensor perturbation, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var input = images.add(perturbation, HeldScalars.One).detach().requires_grad_(true);
        return InputGradients.Of(loss(classifier.Logits(input)), input)[0].MoveToOuterDisposeScope();
    }
}
