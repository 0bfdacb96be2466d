using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Native;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// A trained base model f = h ∘ A, frozen: evaluation mode, no parameter gradients, batch normalisation folded into the
/// convolutions and weights in channels-last order. Besides logits it gives the two halves that masking and ranking work on.
/// </summary>
public sealed class Classifier : ImageModel
{
    private readonly StagedNetwork _network;
    private readonly List<IDisposable> _folded = [];

    /// <summary>Freezes a network and takes ownership of it.</summary>
    /// <param name="network">A network with trained or loaded weights; it can no longer be trained.</param>
    /// <param name="device">Where to run; the weights are moved there.</param>
    public Classifier(StagedNetwork network, Device device)
        : this(network, device, ConvolutionForm.Quickest)
    {
    }

    /// <summary>The same with convolutions of a form.</summary>
    internal Classifier(StagedNetwork network, Device device, ConvolutionForm form)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(device);
        Architecture = network.Architecture ?? Architectures.Architecture.TryFind(network.GetName());
        if (Architecture is { IsBuiltIn: true } && network.Architecture is null)
        {
            throw new ArgumentException(
                $"{network.GetType().Name} calls itself '{network.GetName()}', which is another architecture. Give it a name of its own.",
                nameof(network));
        }

        _network = network;
        Device = device;
        ContentHash = WeightsHash.Compute(network);
        network.eval();
        foreach (var parameter in network.parameters())
            parameter.requires_grad_(false);
        network.to(device);
        foreach (var pair in network.modules().Prepend(network).OfType<IFoldable>().Distinct().SelectMany(module => module.Pairs))
            pair.Fold(_folded, form);
    }

    /// <inheritdoc/>
    public override string Name => _network.GetName();

    /// <summary>Input shape, number of classes and base width.</summary>
    public NetworkDimensions Dimensions => _network.Dimensions;

    /// <summary>
    /// The architecture that made the network or is registered under its name; null where there is none, as with a network that the
    /// application made by its constructor.
    /// </summary>
    public Architecture? Architecture { get; }

    /// <summary>What reports call the network's architecture, e.g. <c>ResNet-18, base width 64</c>; a name of the network where it has none.</summary>
    public string ArchitectureDescription => Architecture is { } known
        ? FormattableString.Invariant($"{known.DisplayName}, base width {Dimensions.BaseWidth}")
        : $"{Name} (user-supplied network)";

    /// <inheritdoc/>
    public override ImageShape InputShape => Dimensions.Input;

    /// <inheritdoc/>
    public override int ClassCount => Dimensions.ClassCount;

    /// <inheritdoc/>
    public override Device Device { get; }

    /// <inheritdoc/>
    public override double ForwardPasses => 1;

    /// <summary>SHA-256, in hexadecimal, of names, shapes and values of the weights: what rankings are bound to.</summary>
    public string ContentHash { get; }

    /// <summary>
    /// Names of the checkpoint's entries that the network does not use, e.g. a training criterion's; none where there was no checkpoint.
    /// </summary>
    public IReadOnlyList<string> LeftAside { get; internal init; } = [];

    /// <summary>The number of trained parameters.</summary>
    public long ParameterCount => _network.parameters().Sum(parameter => parameter.numel());

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<Stage> Stages => _network.Stages;

    /// <summary>The layers that can be ranked and masked, from the shallowest to the deepest.</summary>
    public IReadOnlyList<NeuronLayer> NeuronLayers => _network.NeuronLayers;

    /// <summary>The deepest neuron layer, which the paper calls the penultimate layer and masks by default.</summary>
    public NeuronLayer PenultimateLayer => NeuronLayers[^1];

    /// <summary>The neuron layer of the given name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public NeuronLayer Layer(string name) =>
        NeuronLayers.FirstOrDefault(layer => string.Equals(layer.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException(
            $"{Name} has no neuron layer '{name}'; it has {string.Join(", ", NeuronLayers.Select(layer => layer.Name))}.",
            nameof(name));

    internal override Classifier BaseClassifier => this;

    /// <summary>The name of the first stage whose output for images is not finite; null where all are.</summary>
    internal string? FirstNonFiniteStage(Tensor images)
    {
        CheckShape(images);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var value = ChannelsLast.Convert(images);
        for (var i = 0; i < Stages.Count; i++)
        {
            value = _network.Fold(value, i, i + 1);
            if (!value.isfinite().all().ToBoolean())
                return Stages[i].Name;
        }

        return null;
    }

    /// <summary>Logits f(x), [n, K], of images; the caller's dispose scope owns them.</summary>
    public Tensor Logits(Tensor images)
    {
        CheckShape(images);
        return Run(ChannelsLast.Convert(images), 0, Stages.Count);
    }

    /// <summary>The activations A(x) of a layer, of its form; the caller's dispose scope owns them.</summary>
    /// <exception cref="InvalidOperationException">The network gives activations of another form than the layer states.</exception>
    public Tensor UpTo(NeuronLayer layer, Tensor images)
    {
        ArgumentNullException.ThrowIfNull(layer);
        CheckShape(images);
        var activations = Run(ChannelsLast.Convert(images), 0, layer.StageIndex + 1);
        return layer.Form.Fits(activations, layer.NeuronCount)
            ? activations
            : throw new InvalidOperationException(
                $"Stage {layer.Name} of {Name} states a layer {layer.Form.ShapeOf(layer.NeuronCount)} and gives activations " +
                $"[{string.Join(", ", activations.shape)}]. State the number and form of its neurons in Stage.Neurons.");
    }

    /// <summary>The logits h(a), [n, K], of a layer's activations a, of its form; the caller's dispose scope owns them.</summary>
    public Tensor From(NeuronLayer layer, Tensor activations)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(activations);
        if (!layer.Form.Fits(activations, layer.NeuronCount))
        {
            throw new ArgumentException(
                $"Layer {layer.Name} takes activations {layer.Form.ShapeOf(layer.NeuronCount)}, not " +
                $"[{string.Join(", ", activations.shape)}].",
                nameof(activations));
        }

        return Run(activations, layer.StageIndex + 1, Stages.Count);
    }

    /// <summary>The number F of features that the last stage, a linear map, makes the logits of.</summary>
    /// <exception cref="NotSupportedException">The last stage is no linear map.</exception>
    public int FeatureCount => (int)Head.weight.shape[1];

    /// <summary>
    /// The features [n, F] that the last stage, a linear map, makes the logits of; the caller's dispose scope owns them.
    /// </summary>
    /// <exception cref="NotSupportedException">The last stage is no linear map.</exception>
    public Tensor Features(Tensor images)
    {
        _ = Head;
        CheckShape(images);
        return Run(ChannelsLast.Convert(images), 0, Stages.Count - 1);
    }

    /// <summary>The weights as they were when the network was frozen, before folding, as a state dict.</summary>
    public Checkpoints.StateDict Weights() => NetworkWeights.Save(_network);

    /// <summary>Names and shapes of the weights.</summary>
    internal Dictionary<string, long[]> WeightShapes() =>
        NetworkWeights.Entries(_network).ToDictionary(entry => entry.Name, entry => entry.Value.shape, StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override Tensor ComputeLogits(Tensor images, RandomStreams random) => Logits(images);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var tensor in _folded)
                tensor.Dispose();
            _folded.Clear();
            _network.Dispose();
        }

        base.Dispose(disposing);
    }

    private TorchSharp.Modules.Linear Head => Stages[^1].LinearModule
        ?? throw new NotSupportedException($"The last stage of {Name}, {Stages[^1].Name}, is no linear map of features.");

    private Tensor Run(Tensor input, int first, int end)
    {
        using var scope = NewDisposeScope();
        var threads = get_num_threads();
        var shares = is_grad_enabled() || !HasConvolutions(first, end) ? 1 : ThreadShares.CountFor(input.shape[0], Device, threads);
        if (shares < 2)
            return _network.Fold(input, first, end).MoveToOuterDisposeScope();
        var outputs = new Tensor[shares];
        ThreadShares.Run((int)input.shape[0], shares, threads, (share, start, count) =>
            outputs[share] = _network.Fold(input.narrow(0, start, count), first, end).DetachFromDisposeScope());
        var all = cat(outputs);
        foreach (var output in outputs)
            output.Dispose();
        return all.MoveToOuterDisposeScope();
    }

    /// <summary>Whether there is enough to do that threads pay.</summary>
    private bool HasConvolutions(int first, int end) =>
        Stages.Skip(first).Take(end - first).Any(stage => stage.Kind is StageKind.Plain or StageKind.Neurons);
}
