namespace IgMlNet.Reporting.Markdown;

/// <summary>Where the cells of a table's column stand.</summary>
public enum ColumnAlignment
{
    /// <summary>At the left: words.</summary>
    Left,

    /// <summary>At the right: numbers.</summary>
    Right,
}
