namespace IgMlNet.Robustness.Datasets.ImageNet;

/// <summary>Which of ImageNet's 50,000 validation images are read.</summary>
public enum ImageNetSelection
{
    /// <summary>The 5,000 on which RobustBench and the paper evaluate, in RobustBench's order.</summary>
    RobustBench,

    /// <summary>All, class by class.</summary>
    All,
}
