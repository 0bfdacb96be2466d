namespace IgMlNet.Reporting.Results;

/// <summary>Which images of a variant each attack was run on.</summary>
public enum AttackedImages
{
    /// <summary>All that some verdict draw classifies correctly as they are: every attack's number stands for itself.</summary>
    All,

    /// <summary>
    /// Those that cheaper attacks left, the cheapest attack first: the number of a dearer one includes theirs, and the whole takes
    /// less time. The worst case of a deterministic variant is the same in both ways.
    /// </summary>
    Survivors,
}
