namespace IgMlNet.Reporting.Statistics;

/// <summary>What a <see cref="SequentialPairedTest"/> has decided so far.</summary>
public enum SequentialDecision
{
    /// <summary>Nothing yet.</summary>
    Undecided,

    /// <summary>The second is better than the first.</summary>
    Better,

    /// <summary>The second is worse than the first.</summary>
    Worse,

    /// <summary>The two differ by less than the margin.</summary>
    Alike,
}
