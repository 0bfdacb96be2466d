namespace IgMlNet.Reporting.Views;

/// <summary>What results say about deploying a defense.</summary>
public enum Recommendation
{
    /// <summary>It withstands more, under attacks that can show it.</summary>
    Deploy,

    /// <summary>It withstands less, or at most a gain that is not worth its cost.</summary>
    DoNotDeploy,

    /// <summary>The results do not decide it.</summary>
    Undecided,
}
