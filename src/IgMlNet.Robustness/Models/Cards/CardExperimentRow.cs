namespace IgMlNet.Robustness.Models.Cards;

/// <summary>A row of the paper's tables: accuracies in per cent.</summary>
public sealed record CardExperimentRow
{
    /// <summary>The defense: <c>none</c>, <c>cd-ir</c> or <c>lo-ir</c>.</summary>
    public required string Defense { get; init; }

    /// <summary>Accuracy on images as they are.</summary>
    public required double Clean { get; init; }

    /// <summary>Accuracy under AutoAttack (standard).</summary>
    public required double AutoAttack { get; init; }

    /// <summary>Accuracy where an image counts as lost if any attack of the paper's ensemble succeeds (IW-WC).</summary>
    public required double ImageWiseWorstCase { get; init; }
}
