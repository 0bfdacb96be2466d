namespace IgMlNet.Reporting.Comments;

/// <summary>What a pull request does to robust accuracy in the worst case over the attacks, over all variants.</summary>
public enum PullRequestOutcome
{
    /// <summary>Significantly better for some variant, worse for none.</summary>
    Better,

    /// <summary>Significantly worse for some variant, better for none.</summary>
    Worse,

    /// <summary>Significantly better for some and worse for others.</summary>
    Mixed,

    /// <summary>Better for some variant under attacks that are too few to show it, worse for none: the gain is an upper bound.</summary>
    UpperBound,

    /// <summary>All differences could well be chance.</summary>
    NoSignificantChange,

    /// <summary>Head and base were not evaluated alike.</summary>
    NotComparable,

    /// <summary>The base was not evaluated.</summary>
    NoBase,

    /// <summary>A check says that numbers of the head should not be believed.</summary>
    NoVerdict,
}
