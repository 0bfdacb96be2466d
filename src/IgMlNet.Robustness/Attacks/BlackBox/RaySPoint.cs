namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>Which point of the ray <see cref="RayS"/> hands on where the image of highest loss is asked for, as for a transfer.</summary>
public enum RaySPoint
{
    /// <summary>The point at distance ε along the ray found, the stronger choice.</summary>
    AtEpsilon,

    /// <summary>
    /// The point on the decision boundary, barely misclassified, as the published script has it; beyond ε it is projected. A randomized
    /// model has no such point: there <see cref="AtEpsilon"/> holds.
    /// </summary>
    Boundary,
}
