namespace IgMlNet.Robustness.Models.Cards;

/// <summary>A threat model as RobustBench states it.</summary>
public sealed record CardThreatModel
{
    /// <summary>The norm, e.g. <c>Linf</c>.</summary>
    public required string Norm { get; init; }

    /// <summary>ε for pixels in [0,1], as a fraction or a decimal: <c>8/255</c>, <c>0.031</c>.</summary>
    public required string Epsilon { get; init; }
}
