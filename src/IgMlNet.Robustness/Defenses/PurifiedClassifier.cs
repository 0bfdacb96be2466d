using IgMlNet.Robustness.Models;
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
    int steps,
    Func<Classifier, Tensor, RandomStreams, GradientDirection, Tensor> perturbation) : DefendedModel(classifier, defense)
{
    /// <summary>Steps up to which gradients may flow through the purification: every step keeps a pass forward and one back in memory.</summary>
    private const int MostStepsThrough = 4;

    private IReadOnlyList<Surrogate>? _surrogates;

    /// <summary>What a gradient costs in forward passes: one, and a pass back that takes about twice as long.</summary>
    public const int PassesAGradient = 3;

    public override bool OptimizesAtInference => true;

    public override double ForwardPasses => forwardPasses;

    /// <summary>
    /// The base model, as if the purification were the identity; and where memory allows, the purification with smooth signs, through which
    /// gradients flow.
    /// </summary>
    public override IReadOnlyList<Surrogate> Surrogates => _surrogates ??= [.. StateSurrogates()];

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var delta = perturbation(BaseModel, images.detach(), random, GradientDirection.Signs);
        return BaseModel.Logits(images.add(delta, HeldScalars.One)).MoveToOuterDisposeScope();
    }

    private IEnumerable<Surrogate> StateSurrogates()
    {
        yield return new Surrogate("identity", "the purification is left out", BaseModel);
        if (steps <= MostStepsThrough)
            yield return new Surrogate("through", "gradients flow through the purification, with smooth signs", new Through(this));
    }

    private Tensor Purified(Tensor images, RandomStreams random, GradientDirection direction) =>
        BaseModel.Logits(images.add(perturbation(BaseModel, images, random, direction), HeldScalars.One));

    /// <summary>The same with gradients that flow through the steps of the purification.</summary>
    private sealed class Through(PurifiedClassifier owner) : ImageModel
    {
        public override string Name { get; } = $"{owner.Name}, smooth signs";

        public override ImageShape InputShape => owner.InputShape;

        public override int ClassCount => owner.ClassCount;

        public override Device Device => owner.Device;

        public override bool IsRandomized => owner.IsRandomized;

        public override double ForwardPasses => owner.ForwardPasses;

        protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
        {
            using var scope = NewDisposeScope();
            return owner.Purified(images, random, GradientDirection.Smooth).MoveToOuterDisposeScope();
        }
    }
}
