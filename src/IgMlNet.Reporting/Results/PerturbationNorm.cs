namespace IgMlNet.Reporting.Results;

/// <summary>The norm that bounds a perturbation, as a results file names it.</summary>
public enum PerturbationNorm
{
    /// <summary>The largest change of any pixel component.</summary>
    Linf,

    /// <summary>The Euclidean length of the change of the whole image.</summary>
    L2,

    /// <summary>The sum of the changes of all pixel components.</summary>
    L1,
}
