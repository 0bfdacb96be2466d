namespace IgMlNet.Robustness.Defenses.Ode;

/// <summary>How features become the state of SODEF's differential equation.</summary>
internal enum ProjectionKind
{
    /// <summary>By one linear map with orthonormal rows.</summary>
    Orthogonal,

    /// <summary>By linear maps, each followed by tanh, as with the authors' TRADES model.</summary>
    Bounded,
}
