namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>After how many queries the squares of <see cref="Square"/> shrink.</summary>
public enum SquareSchedule
{
    /// <summary>The schedule for 10,000 queries, stretched or shortened to the number of queries: the paper's.</summary>
    Stretched,

    /// <summary>The schedule for 10,000 queries whatever their number: AutoAttack's.</summary>
    Fixed,
}
