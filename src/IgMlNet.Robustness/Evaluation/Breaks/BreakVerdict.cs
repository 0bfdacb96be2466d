namespace IgMlNet.Robustness.Evaluation.Breaks;

/// <summary>What became of a submitted image.</summary>
public enum BreakVerdict
{
    /// <summary>It is within the threat model and misclassified.</summary>
    Broken,

    /// <summary>It is within the threat model and classified correctly.</summary>
    Withstood,

    /// <summary>It differs from the data set's image by more than ε, or has pixels outside [0,1]; it does not count.</summary>
    OutsideThreatModel,
}
