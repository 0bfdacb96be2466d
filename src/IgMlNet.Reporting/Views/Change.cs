namespace IgMlNet.Reporting.Views;

/// <summary>What a comparison allows to be said at the 5 % level.</summary>
public enum Change
{
    /// <summary>The difference could well be chance. It does not say that there is none.</summary>
    NotSignificant,

    /// <summary>Significantly better.</summary>
    Better,

    /// <summary>Significantly worse.</summary>
    Worse,

    /// <summary>
    /// Better under attacks that are too few to show it (<see cref="AttackEvidence"/>): the true gain is at most this, and may be none.
    /// </summary>
    UpperBound,

    /// <summary>The two were not evaluated alike, or should not be believed: there is no number to tell.</summary>
    NotComparable,
}
