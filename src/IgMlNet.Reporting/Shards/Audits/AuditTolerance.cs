namespace IgMlNet.Reporting.Shards.Audits;

/// <summary>How far a claim may differ from what another kind of machine computes.</summary>
public sealed record AuditTolerance
{
    private readonly double _share = 0.01;
    private readonly double _margin = 0.05;

    /// <summary>The share of verdicts, in [0,1], that may differ over all drawn blocks. Default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0,1].</exception>
    public double Share
    {
        get => _share;
        init => _share = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The share must be in [0,1].");
    }

    /// <summary>
    /// The largest margin, in logits, of an image whose verdict differs, claimed and computed again. Default 0.05: the last bits of logits
    /// differ from one kind of machine to another, and decide only where two classes are as good as equal.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Margin
    {
        get => _margin;
        init => _margin = double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The margin must be finite and at least 0.");
    }
}
