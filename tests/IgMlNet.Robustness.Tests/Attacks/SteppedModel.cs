using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>
/// A planted defense: pixels are rounded to a few levels before a model sees them, so that gradients vanish everywhere, and the model without
/// rounding is stated as the surrogate.
/// </summary>
/// <param name="inner">The model behind; it stays the caller's.</param>
/// <param name="noise">The deviation of the noise that each draw adds before rounding; 0 for none.</param>
/// <param name="surrogate">The surrogate; the model behind where none is given.</param>
internal sealed class SteppedModel(ImageModel inner, double noise = 0, ImageModel? surrogate = null) : ImageModel
{
    private const int Levels = 32;

    public override string Name => $"{inner.Name} in steps";

    public override ImageShape InputShape => inner.InputShape;

    public override int ClassCount => inner.ClassCount;

    public override Device Device => inner.Device;

    public override bool IsRandomized => noise > 0;

    public override double ForwardPasses => inner.ForwardPasses;

    public override IReadOnlyList<Surrogate> Surrogates { get; } = [new Surrogate("smooth", "without rounding", surrogate ?? inner)];

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var noisy = noise > 0 ? images + (random.Normal(images) * noise) : images;
        return inner.Logits((noisy * Levels).round() / Levels, random).MoveToOuterDisposeScope();
    }
}
