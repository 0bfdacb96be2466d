namespace IgMlNet.Reporting.Results;

/// <summary>What a check's finding means for the numbers.</summary>
public enum CheckSeverity
{
    /// <summary>Good to know; the numbers stand.</summary>
    Note,

    /// <summary>A reason for doubt; the numbers are shown with it.</summary>
    Warning,

    /// <summary>The numbers should not be believed; the headline is withheld.</summary>
    Blocking,
}
