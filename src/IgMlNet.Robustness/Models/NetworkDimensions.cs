namespace IgMlNet.Robustness.Models;

/// <summary>What a user may choose about a network of a given architecture.</summary>
public sealed record NetworkDimensions
{
    private readonly int _classCount;
    private readonly int _baseWidth = 64;

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

    /// <summary>Channels of the first stage; later stages are multiples of it. Default 64, as published.</summary>
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
}
