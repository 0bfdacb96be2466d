namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>Options of <see cref="RayS"/>.</summary>
public sealed record RaySOptions
{
    private readonly int _queries = 10_000;
    private readonly double _tolerance = 1e-3;

    /// <summary>The largest number of queries for an image. Default 10,000, as published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Queries
    {
        get => _queries;
        init => _queries = OptionValue.Positive(value);
    }

    /// <summary>Which point of the ray is handed on where the image of highest loss is asked for. Default: that at distance ε.</summary>
    public RaySPoint Point { get; init; } = RaySPoint.AtEpsilon;

    /// <summary>How closely the distance along a ray is found, as an ℓ2 length. Default 0.001, as published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = OptionValue.Positive(value);
    }
}
