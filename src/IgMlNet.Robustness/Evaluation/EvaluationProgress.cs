namespace IgMlNet.Robustness.Evaluation;

/// <summary>Where an evaluation stands.</summary>
public sealed record EvaluationProgress
{
    /// <summary>The variant in progress, as tables call it.</summary>
    public required string Variant { get; init; }

    /// <summary>The attack in progress, as tables call it.</summary>
    public required string Attack { get; init; }

    /// <summary>Images that all variants and attacks are done with.</summary>
    public required int ImagesDone { get; init; }

    /// <summary>Images of the whole evaluation.</summary>
    public required int Images { get; init; }

    /// <summary>The share of the work that is done, in [0,1], by forward and backward passes.</summary>
    public required double Fraction { get; init; }
}
