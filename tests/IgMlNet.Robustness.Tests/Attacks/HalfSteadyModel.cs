using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>A randomized model that counts how often it computes what its draws have in common, and how often a draw.</summary>
internal sealed class HalfSteadyModel(ImageModel inner) : ImageModel
{
    public override string Name => inner.Name;

    public override ImageShape InputShape => inner.InputShape;

    public override int ClassCount => inner.ClassCount;

    public override Device Device => inner.Device;

    public override bool IsRandomized => true;

    public override double ForwardPasses => inner.ForwardPasses;

    /// <summary>How often the common part was computed.</summary>
    public int SteadyParts { get; private set; }

    /// <summary>How often a draw was computed on top of it.</summary>
    public int Draws { get; private set; }

    internal override Tensor? Steady(Tensor images)
    {
        SteadyParts++;
        return images * 1;
    }

    internal override Tensor LogitsOfDraw(Tensor images, Tensor steady, RandomStreams random)
    {
        Draws++;
        return inner.Logits((steady + images) / 2, random);
    }

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random) => inner.Logits(images, random);
}
