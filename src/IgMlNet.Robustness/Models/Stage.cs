using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>What a stage of a network computes, as far as ranking and masking can make use of knowing it.</summary>
public enum StageKind
{
    /// <summary>Anything whose output is not offered for masking, such as the stem or normalisation.</summary>
    Plain,

    /// <summary>Its output is a neuron layer: activations of a <see cref="LayerForm"/> that may be masked and ranked.</summary>
    Neurons,

    /// <summary>Global average pooling, [images, C, H, W] to [images, C].</summary>
    GlobalAveragePooling,

    /// <summary>A linear map to the logits, [images, C] to [images, K].</summary>
    Linear,
}

/// <summary>
/// One named step of a network's forward pass. A network is a sequence of stages and its forward pass is a fold over them;
/// the names are those of the published code, so that layers are called as papers and checkpoints call them.
/// </summary>
public sealed class Stage
{
    private readonly Func<Tensor, Tensor> _apply;

    private Stage(string name, StageKind kind, Func<Tensor, Tensor> apply)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(apply);
        Name = name;
        Kind = kind;
        _apply = apply;
    }

    /// <summary>The stage's name, e.g. <c>layer4</c>; unique in its network.</summary>
    public string Name { get; }

    /// <summary>What the stage computes.</summary>
    public StageKind Kind { get; }

    /// <summary>The number of neurons of the output where <see cref="Kind"/> is neurons; otherwise 0.</summary>
    public int NeuronCount { get; private init; }

    /// <summary>The form of the output where <see cref="Kind"/> is neurons.</summary>
    public LayerForm Form { get; private init; } = LayerForm.Maps;

    /// <summary>The module behind a linear stage.</summary>
    internal TorchSharp.Modules.Linear? LinearModule { get; private init; }

    /// <summary>A stage whose output is not offered for masking.</summary>
    public static Stage Plain(string name, Func<Tensor, Tensor> apply) => new(name, StageKind.Plain, apply);

    /// <summary>A stage whose output [images, neurons, H, W] is a neuron layer.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="neuronCount"/> is not positive.</exception>
    public static Stage Neurons(string name, int neuronCount, Func<Tensor, Tensor> apply) =>
        Neurons(name, neuronCount, LayerForm.Maps, apply);

    /// <summary>A stage whose output is a neuron layer of a form.</summary>
    /// <param name="name">The stage's name.</param>
    /// <param name="neuronCount">The number of neurons N.</param>
    /// <param name="form">The form of the output: [n, N, H, W], [n, N] or [n, T, N].</param>
    /// <param name="apply">Computes the output.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="neuronCount"/> is not positive.</exception>
    public static Stage Neurons(string name, int neuronCount, LayerForm form, Func<Tensor, Tensor> apply)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neuronCount);
        ArgumentNullException.ThrowIfNull(form);
        return new Stage(name, StageKind.Neurons, apply) { NeuronCount = neuronCount, Form = form };
    }

    /// <summary>Global average pooling, [images, C, H, W] to [images, C].</summary>
    public static Stage GlobalAveragePooling(string name) =>
        new(name, StageKind.GlobalAveragePooling, static x => x.mean([2, 3]));

    /// <summary>A linear map to the logits, [images, C] to [images, K].</summary>
    public static Stage Linear(string name, TorchSharp.Modules.Linear linear)
    {
        ArgumentNullException.ThrowIfNull(linear);
        return new Stage(name, StageKind.Linear, linear.call) { LinearModule = linear };
    }

    /// <summary>Runs the stage.</summary>
    public Tensor Apply(Tensor input) => _apply(input);
}
