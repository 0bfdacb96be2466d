using System.Globalization;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// A stand-in for a <see cref="MaskedClassifier"/> that shares its weights and noise and makes something smoother of the two passes: at the
/// defense's τ of 0.01 the pseudo-label is all but a decision, whose gradient is zero nearly everywhere.
/// </summary>
internal sealed class MaskedSurrogate : ImageModel
{
    private static readonly double[] SofterTemperatures = [1, 0.1];

    private readonly MaskedClassifier _owner;
    private readonly Func<Tensor, Tensor, Tensor> _logits;
    private readonly Scalar? _temperature;

    private MaskedSurrogate(MaskedClassifier owner, string name, Func<Tensor, Tensor, Tensor> logits, Scalar? temperature = null) =>
        (_owner, Name, _logits, _temperature) = (owner, $"{owner.Name}, {name}", logits, temperature);

    public override string Name { get; }

    public override ImageShape InputShape => _owner.InputShape;

    public override int ClassCount => _owner.ClassCount;

    public override Device Device => _owner.Device;

    public override bool IsRandomized => _owner.IsRandomized;

    public override double ForwardPasses => _owner.ForwardPasses;

    /// <summary>
    /// The stand-ins: pseudo-labels at larger temperatures, the mask held fixed in the backward pass, and the base model's logits added to
    /// the defended ones.
    /// </summary>
    public static IReadOnlyList<Surrogate> CreateAll(MaskedClassifier owner, InterpretabilityGuidedOptions options) =>
    [
        .. SofterTemperatures.Where(temperature => temperature > options.Temperature).Select(temperature => Softer(owner, temperature)),
        new Surrogate(
            "fixed-mask",
            "the mask is held fixed in the backward pass",
            new MaskedSurrogate(
                owner, "mask held fixed", (activations, first) => owner.MaskedPass(activations, owner.PseudoLabel(first).detach()))),
        new Surrogate(
            "with-base",
            "the base model's logits are added to the defended model's",
            new MaskedSurrogate(
                owner, "base logits added", (activations, first) => owner.SecondPass(activations, first) + owner.BasePass(activations))),
    ];

    internal override Tensor? Steady(Tensor images) => _owner.Steady(images);

    internal override Tensor LogitsOfDraw(Tensor images, Tensor steady, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        return _logits(steady, _owner.FirstPassOfDraw(images, random)).MoveToOuterDisposeScope();
    }

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var (activations, first) = _owner.Passes(images, random);
        return _logits(activations, first).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _temperature?.Dispose();
        base.Dispose(disposing);
    }

    private static Surrogate Softer(MaskedClassifier owner, double value)
    {
        Scalar temperature = value;
        return new Surrogate(
            string.Create(CultureInfo.InvariantCulture, $"temperature-{value}"),
            string.Create(CultureInfo.InvariantCulture, $"a softer pseudo-label, τ = {value}"),
            new MaskedSurrogate(
                owner,
                string.Create(CultureInfo.InvariantCulture, $"τ = {value}"),
                (activations, first) => owner.MaskedPass(activations, MaskedClassifier.PseudoLabel(first, temperature)),
                temperature));
    }
}
