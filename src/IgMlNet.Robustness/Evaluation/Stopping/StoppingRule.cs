namespace IgMlNet.Robustness.Evaluation.Stopping;

/// <summary>
/// When an evaluation stops before all images are done: once every variant is found to differ from the compared one in worst-case robust
/// accuracy, or to differ by less than a margin. Looks are taken after every block by a
/// <see cref="Reporting.Statistics.SequentialPairedTest"/>, so looking often costs no error.
/// </summary>
public sealed record StoppingRule
{
    private readonly double _errorRate = 0.05;
    private readonly double? _margin;

    /// <summary>
    /// The probability, in (0,1), that any variant is found to differ where none does; it is shared out among the variants. Default 0.05.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0,1).</exception>
    public double ErrorRate
    {
        get => _errorRate;
        init => _errorRate = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The error rate must be in (0,1).");
    }

    /// <summary>
    /// The difference of accuracies, in (0,1], below which two variants count as alike; null where only a difference stops the evaluation.
    /// Default null.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0,1].</exception>
    public double? Margin
    {
        get => _margin;
        init => _margin = value is null or (> 0 and <= 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The margin must be in (0,1].");
    }
}
