namespace IgMlNet.Reporting.Experiments;

/// <summary>How the numbers of an analysis are best drawn.</summary>
public enum ExperimentForm
{
    /// <summary>A group of bars for every row, a bar for every column.</summary>
    Bars,

    /// <summary>A line for every column over the rows.</summary>
    Lines,

    /// <summary>A square for every number, rows from the bottom.</summary>
    Surface,

    /// <summary>Not at all: the table says it best.</summary>
    Table,
}
