namespace IgMlNet.Robustness.Ranking;

/// <summary>How ranking divides its work; results differ by rounding alone.</summary>
public sealed record RankingOptions
{
    private readonly int _batchSize = 128;
    private readonly int _maskedCopies = 1024;

    /// <summary>Probe images in one forward pass. Default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = OptionValue.Positive(value);
    }

    /// <summary>
    /// Masked copies of activations that go through the suffix together where it has to be recomputed. Default 1024. Memory grows
    /// with it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaskedCopies
    {
        get => _maskedCopies;
        init => _maskedCopies = OptionValue.Positive(value);
    }
}
