using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>What a stage of a network computes, as far as ranking and masking can make use of knowing it.</summary>
public enum StageKind
{
    /// <summary>Anything whose output is not offered for masking, such as the stem or normalisation.</summary>
    Plain,

    /// <summary>Its output is a neuron layer: activations [images, neurons, H, W] that may be masked and ranked.</summary>
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

    private Stage(string name, StageKind kind, Func<Tensor, Tensor> apply, int neuronCount, TorchSharp.Modules.Linear? linear)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(apply);
        Name = name;
        Kind = kind;
        _apply = apply;
        NeuronCount = neuronCount;
        LinearModule = linear;
    }

    /// <summary>The stage's name, e.g. <c>layer4</c>; unique in its network.</summary>
    public string Name { get; }

    /// <summary>What the stage computes.</summary>
    public StageKind Kind { get; }

    /// <summary>The number of neurons (channels) of the output where <see cref="Kind"/> is neurons; otherwise 0.</summary>
    public int NeuronCount { get; }

    /// <summary>The module behind a linear stage.</summary>
    internal TorchSharp.Modules.Linear? LinearModule { get; }

    /// <summary>A stage whose output is not offered for masking.</summary>
    public static Stage Plain(string name, Func<Tensor, Tensor> apply) => new(name, StageKind.Plain, apply, 0, null);

    /// <summary>A stage whose output [images, neurons, H, W] is a neuron layer.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="neuronCount"/> is not positive.</exception>
    public static Stage Neurons(string name, int neuronCount, Func<Tensor, Tensor> apply)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neuronCount);
        return new Stage(name, StageKind.Neurons, apply, neuronCount, null);
    }

    /// <summary>Global average pooling, [images, C, H, W] to [images, C].</summary>
    public static Stage GlobalAveragePooling(string name) =>
        new(name, StageKind.GlobalAveragePooling, static x => x.mean([2, 3]), 0, null);

    /// <summary>A linear map to the logits, [images, C] to [images, K].</summary>
    public static Stage Linear(string name, TorchSharp.Modules.Linear linear)
    {
        ArgumentNullException.ThrowIfNull(linear);
        return new Stage(name, StageKind.Linear, linear.call, 0, linear);
    }

    /// <summary>Runs the stage.</summary>
    public Tensor Apply(Tensor input) => _apply(input);
}
