using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// A base model behind the Interpretability-Guided Defense; gradients flow through both passes. Its surrogates differ in how the second pass
/// follows from the first.
/// </summary>
internal sealed class MaskedClassifier : DefendedModel
{
    /// <summary>
    /// Up to this many images, the clean and the noisy ones go through the network as one batch; larger ones no longer fit the
    /// processor's caches together and are faster in turn.
    /// </summary>
    private const int LargestJointBatch = 32;

    private readonly NeuronLayer _layer;
    private readonly InterpretabilityGuidedOptions _options;
    private readonly Tensor _mask;
    private readonly Scalar _temperature;
    private readonly Scalar _deviation;
    private readonly Lazy<IReadOnlyList<Surrogate>> _surrogates;

    public MaskedClassifier(Classifier classifier, NeuronLayer layer, InterpretabilityGuided defense)
        : base(classifier, defense)
    {
        using var scope = NewDisposeScope();
        _layer = layer;
        _options = defense.Options;
        _temperature = _options.Temperature;
        _deviation = _options.Smoothing.Deviation;
        _mask = defense.Ranking.Mask(defense.KeptNeurons, classifier.Device).DetachFromDisposeScope();
        _surrogates = new Lazy<IReadOnlyList<Surrogate>>(() => MaskedSurrogate.CreateAll(this, _options));
    }

    /// <summary>The noisy images and the clean one; without noise, one prefix serves both passes.</summary>
    public override double ForwardPasses => 1 + _options.Smoothing.Samples;

    public override IReadOnlyList<Surrogate> Surrogates => _surrogates.Value;

    /// <summary>The layer's activations for the clean images: noise is on the others alone.</summary>
    internal override Tensor? Steady(Tensor images) => IsRandomized ? BaseModel.UpTo(_layer, images) : null;

    internal override Tensor LogitsOfDraw(Tensor images, Tensor steady, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        return SecondPass(steady, FirstPassOfDraw(images, random)).MoveToOuterDisposeScope();
    }

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        return Logits(images, Noise(images, random)).MoveToOuterDisposeScope();
    }

    /// <summary>Logits under given noise: one tensor of the images' shape for each noisy copy.</summary>
    internal Tensor Logits(Tensor images, IReadOnlyList<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var (activations, firstPass) = Passes(images, noise);
        return SecondPass(activations, firstPass).MoveToOuterDisposeScope();
    }

    /// <summary>The layer's activations for the clean images and the logits of the first pass; the caller's scope owns them.</summary>
    internal (Tensor Activations, Tensor FirstPass) Passes(Tensor images, RandomStreams random) => Passes(images, Noise(images, random));

    /// <summary>The logits of the first pass in one draw; the caller's scope owns them.</summary>
    internal Tensor FirstPassOfDraw(Tensor images, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        return FirstPass(NoisyActivations(images, Noise(images, random)), images.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>The base model's logits, from the layer's activations; the caller's scope owns them.</summary>
    internal Tensor BasePass(Tensor activations) => BaseModel.From(_layer, activations);

    /// <summary>Logits from the layer's activations and the logits of the first pass.</summary>
    internal Tensor SecondPass(Tensor activations, Tensor firstPass)
    {
        using var scope = NewDisposeScope();
        return MaskedPass(activations, PseudoLabel(firstPass, _temperature)).MoveToOuterDisposeScope();
    }

    /// <summary>The soft pseudo-label softmax(z/τ), [n, K]; the caller's scope owns it.</summary>
    internal static Tensor PseudoLabel(Tensor firstPass, Scalar temperature)
    {
        using var scope = NewDisposeScope();
        return nn.functional.softmax(firstPass.div(temperature), 1).MoveToOuterDisposeScope();
    }

    /// <summary>The pseudo-label at the defense's own τ.</summary>
    internal Tensor PseudoLabel(Tensor firstPass) => PseudoLabel(firstPass, _temperature);

    /// <summary>Logits from the layer's activations and a pseudo-label.</summary>
    internal Tensor MaskedPass(Tensor activations, Tensor pseudoLabel)
    {
        using var scope = NewDisposeScope();
        var weights = pseudoLabel.mm(_mask);
        return BaseModel.From(_layer, activations * _layer.Form.Spread(weights)).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_surrogates.IsValueCreated)
            {
                foreach (var surrogate in _surrogates.Value)
                    surrogate.Model.Dispose();
            }

            _mask.Dispose();
            _temperature.Dispose();
            _deviation.Dispose();
        }

        base.Dispose(disposing);
    }

    private (Tensor Activations, Tensor FirstPass) Passes(Tensor images, IReadOnlyList<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var count = images.shape[0];
        Tensor activations, firstPass;
        if (noise.Count == 0)
        {
            activations = BaseModel.UpTo(_layer, images);
            firstPass = BaseModel.From(_layer, activations);
        }
        else if (count <= LargestJointBatch)
        {
            var all = BaseModel.UpTo(_layer, cat([images, .. Copies(images, noise)], 0));
            activations = all.narrow(0, 0, count);
            firstPass = FirstPass(all.narrow(0, count, count * noise.Count), count);
        }
        else
        {
            activations = BaseModel.UpTo(_layer, images);
            firstPass = FirstPass(NoisyActivations(images, noise), count);
        }

        return (activations.MoveToOuterDisposeScope(), firstPass.MoveToOuterDisposeScope());
    }

    private List<Tensor> Noise(Tensor images, RandomStreams random)
    {
        var noise = new List<Tensor>();
        for (var sample = 0; sample < _options.Smoothing.Samples; sample++)
            noise.Add(random.Normal(images).mul_(_deviation));
        return noise;
    }

    private static IEnumerable<Tensor> Copies(Tensor images, IReadOnlyList<Tensor> noise) =>
        noise.Select(numbers => images.add(numbers, HeldScalars.One));

    private Tensor NoisyActivations(Tensor images, IReadOnlyList<Tensor> noise) =>
        cat([.. Copies(images, noise).Select(copy => BaseModel.UpTo(_layer, copy))], 0);

    /// <summary>The mean logits over an image's noisy copies.</summary>
    private Tensor FirstPass(Tensor noisy, long count) =>
        BaseModel.From(_layer, noisy).view(noisy.shape[0] / count, count, ClassCount).mean([0]);
}
