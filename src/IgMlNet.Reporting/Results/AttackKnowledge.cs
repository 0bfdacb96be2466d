namespace IgMlNet.Reporting.Results;

/// <summary>What an attack gets to see of the classifier that it attacks.</summary>
public enum AttackKnowledge
{
    /// <summary>Everything: gradients through the deployed classifier, its defense included, or through its surrogate.</summary>
    WhiteBox,

    /// <summary>Its logits, no gradients (e.g. Square).</summary>
    Scores,

    /// <summary>Its decisions alone (e.g. RayS).</summary>
    Decisions,

    /// <summary>Nothing: the images were made on another model, e.g. on the base model without its defense.</summary>
    Transfer,
}
