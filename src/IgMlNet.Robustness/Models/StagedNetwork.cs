using IgMlNet.Robustness.Models.Architectures;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// A trainable network as a sequence of named stages. An architecture derives from it, registers its modules under the names
/// that published checkpoints use and hands over its stages; masking, ranking and recording are then written once for all.
/// </summary>
/// <remarks>
/// Input: pixels in [0,1], [images, C, H, W]. Where the dimensions ask for normalisation, a stage <c>normalize</c> stands before those
/// of the derived class. Output: logits [images, K].
/// </remarks>
public abstract class StagedNetwork : nn.Module<Tensor, Tensor>
{
    /// <summary>The state dict's name for the channels' means; see <see cref="InputNormalization.ByChannel"/>.</summary>
    internal const string MeanName = "mu";

    /// <summary>The state dict's name for the channels' standard deviations.</summary>
    internal const string DeviationName = "sigma";

    private readonly Stage[] _first;
    private IReadOnlyList<Stage> _stages = [];

    /// <summary>Starts a network.</summary>
    /// <param name="name">The architecture's identifier, e.g. <c>resnet18</c>.</param>
    /// <param name="dimensions">Input shape, number of classes and base width.</param>
    protected StagedNetwork(string name, NetworkDimensions dimensions)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        Dimensions = dimensions;
        _first = dimensions.Normalization == InputNormalization.ByChannel ? [Normalization(dimensions.Input.Channels)] : [];
    }

    /// <summary>Input shape, number of classes and base width.</summary>
    public NetworkDimensions Dimensions { get; }

    /// <summary>The architecture that made the network; null where it was made by its constructor.</summary>
    internal Architecture? Architecture { get; set; }

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<Stage> Stages => _stages;

    /// <summary>The neuron layers in order, from the shallowest to the deepest.</summary>
    public IReadOnlyList<NeuronLayer> NeuronLayers { get; private set; } = [];

    /// <summary>Logits [images, K] of images [images, C, H, W].</summary>
    public sealed override Tensor forward(Tensor input) => Fold(input, 0, _stages.Count);

    /// <summary>
    /// Runs the stages from <paramref name="first"/> up to, not including, <paramref name="end"/>. What lies between two stages is
    /// released at once, so that the next ones find its memory free and warm.
    /// </summary>
    internal Tensor Fold(Tensor input, int first, int end)
    {
        var value = input;
        for (var i = first; i < end; i++)
        {
            var next = _stages[i].Apply(value);
            if (!ReferenceEquals(value, input) && !ReferenceEquals(value, next))
                value.Dispose();
            value = next;
        }

        return value;
    }

    /// <summary>Called once at the end of a derived constructor, in place of <c>RegisterComponents</c>.</summary>
    /// <exception cref="ArgumentException">Two stages have one name, or there is no stage.</exception>
    protected void Define(params IReadOnlyList<Stage> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (stages.Count == 0)
            throw new ArgumentException("A network needs at least one stage.", nameof(stages));
        stages = [.. _first, .. stages];
        if (stages.Select(stage => stage.Name).Distinct(StringComparer.Ordinal).Count() != stages.Count)
            throw new ArgumentException("Two stages of the network have the same name.", nameof(stages));
        RegisterComponents();
        _stages = stages;
        NeuronLayers = [.. stages
            .Select((stage, index) => (stage, index))
            .Where(item => item.stage.Kind == StageKind.Neurons)
            .Select(item => new NeuronLayer(item.stage.Name, item.stage.NeuronCount, item.index, item.stage.Form))];
    }

    private Stage Normalization(int channels)
    {
        register_buffer(MeanName, zeros(1, channels, 1, 1));
        register_buffer(DeviationName, ones(1, channels, 1, 1));

        // Looked up at every call: moving a network to another device replaces its buffers.
        return Stage.Plain("normalize", x => x.sub(get_buffer(MeanName)!).div_(get_buffer(DeviationName)!));
    }
}
