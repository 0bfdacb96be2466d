namespace IgMlNet.Robustness.Models.Cards;

/// <summary>Accuracies that others report of a model, in per cent; null where none is stated.</summary>
public sealed record CardAccuracies
{
    /// <summary>Accuracy on images as they are.</summary>
    public required double? Clean { get; init; }

    /// <summary>Accuracy under AutoAttack (standard).</summary>
    public required double? AutoAttack { get; init; }

    /// <summary>Robust accuracy that the model's own paper states, by whatever attack.</summary>
    public required double? RobustByAuthors { get; init; }

    /// <summary>Who reports them.</summary>
    public required string Source { get; init; }
}
