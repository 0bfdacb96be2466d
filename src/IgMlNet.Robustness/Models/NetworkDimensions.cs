namespace IgMlNet.Robustness.Models;

/// <summary>What a user may choose about a network of a given architecture.</summary>
public sealed record NetworkDimensions
{
    private readonly int _classCount;
    private readonly int _baseWidth = 64;
    private readonly InputNormalization _normalization;

    /// <summary>Channels, height and width of the images.</summary>
    public required ImageShape Input { get; init; }

    /// <summary>The number of classes K, at least 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 2.</exception>
    public required int ClassCount
    {
        get => _classCount;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            _classCount = value;
        }
    }

    /// <summary>
    /// Channels of the first convolution; later stages are multiples of it. Default 64, as ResNets are published; WideResNets are
    /// published with 16 (<see cref="Architectures.Architecture.PublishedWidth"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1…4096.</exception>
    public int BaseWidth
    {
        get => _baseWidth;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 4096);
            _baseWidth = value;
        }
    }

    /// <summary>Whether the network begins by normalising its input. Default: no.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of the enumeration.</exception>
    public InputNormalization Normalization
    {
        get => _normalization;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such normalisation.");
            _normalization = value;
        }
    }
}
