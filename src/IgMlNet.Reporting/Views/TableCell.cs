namespace IgMlNet.Reporting.Views;

/// <summary>A cell of a <see cref="RobustnessTable"/>: formatted texts, ready for any view.</summary>
public sealed record TableCell
{
    /// <summary>The number: an accuracy, <c>57.3 %</c>, or a cost, <c>1.96×</c>.</summary>
    public required string Value { get; init; }

    /// <summary>The gain over the base variant in points, <c>+1.2</c>; null in the base's row and in cost cells.</summary>
    public string? Gain { get; init; }

    /// <summary>The 95 % interval of the accuracy, <c>[55.1, 59.5]</c>, or the range of the cost, if there is one.</summary>
    public string? Interval { get; init; }

    /// <summary>How the cell stands out.</summary>
    public CellEmphasis Emphasis { get; init; }

    /// <summary>What the test says about the gain: known for the worst case, null elsewhere.</summary>
    public Change? Change { get; init; }
}
