namespace IgMlNet.Reporting.Views;

/// <summary>Whether a margin was kept.</summary>
public enum MarginOutcome
{
    /// <summary>The images show that no more was lost than the margin allows.</summary>
    Kept,

    /// <summary>The images show that more was lost.</summary>
    Lost,

    /// <summary>There are too few images to tell.</summary>
    Undecided,
}
