namespace IgMlNet.Reporting.Experiments;

/// <summary>What the numbers of an analysis are measured in.</summary>
public enum ExperimentUnit
{
    /// <summary>Numbers without a unit.</summary>
    Number,

    /// <summary>Shares from 0 to 1, shown in percent.</summary>
    Share,

    /// <summary>Relative changes, 1 being a doubling, shown in percent with their sign.</summary>
    RelativeChange,

    /// <summary>Seconds.</summary>
    Seconds,
}
