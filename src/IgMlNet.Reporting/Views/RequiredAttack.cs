namespace IgMlNet.Reporting.Views;

/// <summary>An attack that a defended model must have met before it is called better.</summary>
public enum RequiredAttack
{
    /// <summary>An attack on the base model whose perturbations are sent to the defended model.</summary>
    Transfer,

    /// <summary>An attack through queries of the defended model, without gradients.</summary>
    BlackBox,

    /// <summary>Gradients averaged over draws of a randomized model (EoT).</summary>
    GradientDraws,

    /// <summary>An attack that climbs the surrogates which the defense states.</summary>
    Adaptive,
}
