using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>A model whose logits are those of another after some change.</summary>
/// <param name="inner">The other model; it stays the caller's.</param>
/// <param name="name">The model's name.</param>
/// <param name="change">From logits to logits.</param>
internal sealed class ChangedModel(ImageModel inner, string name, Func<Tensor, Tensor> change) : ImageModel
{
    public override string Name => name;

    public override ImageShape InputShape => inner.InputShape;

    public override int ClassCount => inner.ClassCount;

    public override Device Device => inner.Device;

    public override bool IsRandomized => inner.IsRandomized;

    public override double ForwardPasses => inner.ForwardPasses;

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        return change(inner.Logits(images, random)).MoveToOuterDisposeScope();
    }
}
