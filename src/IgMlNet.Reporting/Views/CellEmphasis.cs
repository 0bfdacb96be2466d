namespace IgMlNet.Reporting.Views;

/// <summary>How a cell of a <see cref="RobustnessTable"/> stands out.</summary>
public enum CellEmphasis
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The best of its column.</summary>
    Best,

    /// <summary>A check says that the number should not be believed: it is shown struck out.</summary>
    Withheld,
}
