namespace IgMlNet.Robustness.Training.Ode;

/// <summary>The phases in which SODEF is trained, one after the other.</summary>
public enum StableOdePhase
{
    /// <summary>The projection, by cross-entropy under fixed class vectors as far apart as can be.</summary>
    Projection,

    /// <summary>The differential equation, by the regularisers alone.</summary>
    Stability,

    /// <summary>The linear map from the last state to the logits, by cross-entropy.</summary>
    Output,
}
