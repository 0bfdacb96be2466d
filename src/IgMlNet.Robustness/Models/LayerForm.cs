using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// The form of a neuron layer's activations: where the neurons are, and over which positions a neuron's activation extends. Masking,
/// ranking and pooling work on every form through it.
/// </summary>
public sealed class LayerForm
{
    private readonly string _shape;
    private readonly int _neuronAxis;
    private readonly long[] _positions;

    private LayerForm(string name, string shape, int neuronAxis, params long[] positions) =>
        (Name, _shape, _neuronAxis, _positions) = (name, shape, neuronAxis, positions);

    /// <summary>Feature maps [n, N, H, W], as convolutions give them: a neuron is a channel.</summary>
    public static LayerForm Maps { get; } = new("maps", "[n, {0}, H, W]", neuronAxis: 1, 2, 3);

    /// <summary>Features [n, N], as fully connected layers give them: a neuron is one number per image.</summary>
    public static LayerForm Features { get; } = new("features", "[n, {0}]", neuronAxis: 1);

    /// <summary>Tokens [n, T, N], as transformers give them: a neuron is one component of every token.</summary>
    public static LayerForm Tokens { get; } = new("tokens", "[n, T, {0}]", neuronAxis: 2, 1);

    /// <summary>The name: maps, features or tokens.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The shape of a layer of N neurons, as messages write it.</summary>
    internal string ShapeOf(int neuronCount) => string.Format(System.Globalization.CultureInfo.InvariantCulture, _shape, neuronCount);

    /// <summary>Whether activations are of this form with so many neurons.</summary>
    public bool Fits(Tensor activations, int neuronCount)
    {
        ArgumentNullException.ThrowIfNull(activations);
        return activations.dim() == 2 + _positions.Length && activations.shape[_neuronAxis] == neuronCount;
    }

    /// <summary>Activations [n, …] as one number per neuron, [n, N]: the mean over positions.</summary>
    public Tensor Average(Tensor activations)
    {
        ArgumentNullException.ThrowIfNull(activations);
        return _positions.Length == 0 ? activations : activations.mean(_positions);
    }

    /// <summary>Activations [n, …] as one number per neuron, [n, N]: the largest over positions.</summary>
    public Tensor Largest(Tensor activations)
    {
        ArgumentNullException.ThrowIfNull(activations);
        return _positions.Length == 0 ? activations : activations.amax(_positions);
    }

    /// <summary>One number per neuron, [m, N], as a factor that every position of the activations is multiplied by.</summary>
    internal Tensor Spread(Tensor perNeuron)
    {
        var shape = new long[2 + _positions.Length];
        Array.Fill(shape, 1);
        shape[0] = perNeuron.shape[0];
        shape[_neuronAxis] = perNeuron.shape[1];
        return perNeuron.view(shape);
    }

    /// <summary>Activations in the memory order in which the part behind the layer is fastest.</summary>
    internal Tensor InFastestOrder(Tensor activations) => this == Maps ? ChannelsLast.Convert(activations) : activations;
}
