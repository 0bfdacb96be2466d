using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>A base model behind the Interpretability-Guided Defense; gradients flow through both passes.</summary>
internal sealed class MaskedClassifier : ImageModel
{
    /// <summary>
    /// Up to this many images, the clean and the noisy ones go through the network as one batch; larger ones no longer fit the
    /// processor's caches together and are faster in turn.
    /// </summary>
    private const int LargestJointBatch = 32;

    private readonly Classifier _classifier;
    private readonly NeuronLayer _layer;
    private readonly InterpretabilityGuidedOptions _options;
    private readonly Tensor _mask;
    private readonly Scalar _temperature;
    private readonly Scalar _deviation;

    public MaskedClassifier(Classifier classifier, NeuronLayer layer, InterpretabilityGuided defense)
    {
        using var scope = NewDisposeScope();
        _classifier = classifier;
        _layer = layer;
        _options = defense.Options;
        _temperature = _options.Temperature;
        _deviation = _options.Smoothing.Deviation;
        _mask = defense.Ranking.Mask(_options.K, classifier.Device).DetachFromDisposeScope();
        Name = $"{classifier.Name} + {defense.DisplayName}";
    }

    public override string Name { get; }

    public override ImageShape InputShape => _classifier.InputShape;

    public override int ClassCount => _classifier.ClassCount;

    public override Device Device => _classifier.Device;

    public override bool IsRandomized => _options.Smoothing.Samples > 0;

    /// <summary>The noisy images and the clean one; without noise, one prefix serves both passes.</summary>
    public override double ForwardPasses => 1 + _options.Smoothing.Samples;

    /// <summary>The layer's activations for the clean images: noise is on the others alone.</summary>
    internal override Tensor? Steady(Tensor images) => IsRandomized ? _classifier.UpTo(_layer, images) : null;

    internal override Tensor LogitsOfDraw(Tensor images, Tensor steady, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        return SecondPass(steady, FirstPass(NoisyActivations(images, Noise(images, random)), images.shape[0])).MoveToOuterDisposeScope();
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
        var count = images.shape[0];
        Tensor activations, firstPass;
        if (noise.Count == 0)
        {
            activations = _classifier.UpTo(_layer, images);
            firstPass = _classifier.From(_layer, activations);
        }
        else if (count <= LargestJointBatch)
        {
            var all = _classifier.UpTo(_layer, cat([images, .. Copies(images, noise)], 0));
            activations = all.narrow(0, 0, count);
            firstPass = FirstPass(all.narrow(0, count, count * noise.Count), count);
        }
        else
        {
            activations = _classifier.UpTo(_layer, images);
            firstPass = FirstPass(NoisyActivations(images, noise), count);
        }

        return SecondPass(activations, firstPass).MoveToOuterDisposeScope();
    }

    /// <summary>Logits from the layer's activations and the logits of the first pass.</summary>
    internal Tensor SecondPass(Tensor activations, Tensor firstPass)
    {
        using var scope = NewDisposeScope();
        var pseudoLabel = nn.functional.softmax(firstPass.div(_temperature), 1);
        var weights = pseudoLabel.mm(_mask);
        return _classifier.From(_layer, activations * _layer.Form.Spread(weights))
            .MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _mask.Dispose();
            _temperature.Dispose();
            _deviation.Dispose();
        }

        base.Dispose(disposing);
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
        cat([.. Copies(images, noise).Select(copy => _classifier.UpTo(_layer, copy))], 0);

    /// <summary>The mean logits over an image's noisy copies.</summary>
    private Tensor FirstPass(Tensor noisy, long count) =>
        _classifier.From(_layer, noisy).view(noisy.shape[0] / count, count, ClassCount).mean([0]);
}
