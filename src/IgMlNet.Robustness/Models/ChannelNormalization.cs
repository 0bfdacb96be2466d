using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Models;

/// <summary>Input normalization (x − μ)/σ, channel by channel, of pixels in [0,1].</summary>
public sealed record ChannelNormalization
{
    private readonly IReadOnlyList<float> _mean = [];
    private readonly IReadOnlyList<float> _deviation = [];

    /// <summary>No normalization: the network takes pixels in [0,1].</summary>
    public static ChannelNormalization None { get; } = new() { Mean = [], Deviation = [] };

    /// <summary>Means and standard deviations of CIFAR-10's training images.</summary>
    public static ChannelNormalization Cifar10 { get; } = new()
    {
        Mean = [0.4914f, 0.4822f, 0.4465f],
        Deviation = [0.2471f, 0.2435f, 0.2616f],
    };

    /// <summary>Means and standard deviations of ImageNet's training images, as torchvision publishes them.</summary>
    public static ChannelNormalization ImageNet { get; } = new()
    {
        Mean = [0.485f, 0.456f, 0.406f],
        Deviation = [0.229f, 0.224f, 0.225f],
    };

    /// <summary>The names that <see cref="Find"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cifar10", "imagenet", "none"];

    /// <summary>μ for every channel; empty for no normalization.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public required IReadOnlyList<float> Mean
    {
        get => _mean;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!value.All(float.IsFinite))
                throw new ArgumentException("A mean is not finite.", nameof(value));
            _mean = value;
        }
    }

    /// <summary>σ for every channel; positive.</summary>
    /// <exception cref="ArgumentException">A value is not finite or not positive.</exception>
    public required IReadOnlyList<float> Deviation
    {
        get => _deviation;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!value.All(deviation => float.IsFinite(deviation) && deviation > 0))
                throw new ArgumentException("A standard deviation is not a positive number.", nameof(value));
            _deviation = value;
        }
    }

    /// <summary>The normalization of a name: <c>cifar10</c>, <c>imagenet</c> or <c>none</c>; null where there is none of the name.</summary>
    public static ChannelNormalization? Find(string name) => name switch
    {
        "cifar10" => Cifar10,
        "imagenet" => ImageNet,
        "none" => None,
        _ => null,
    };

    /// <summary>Whether two have the same values.</summary>
    public bool Equals(ChannelNormalization? other) =>
        other is not null && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean.Count, Mean.Count > 0 ? Mean[0] : 0);

    /// <summary>The buffers of a network that normalizes so.</summary>
    internal IReadOnlyList<CheckpointTensor> Buffers() =>
    [
        CheckpointTensor.FromValues(StagedNetwork.MeanName, [.. Mean], 1, Mean.Count, 1, 1),
        CheckpointTensor.FromValues(StagedNetwork.DeviationName, [.. Deviation], 1, Deviation.Count, 1, 1),
    ];
}
