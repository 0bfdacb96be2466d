namespace IgMlNet.Robustness.Attacks;

/// <summary>What an attack uses of the model that it attacks.</summary>
public enum AttackKnowledge
{
    /// <summary>Gradients of the model or its surrogate.</summary>
    WhiteBox,

    /// <summary>Logits or decisions alone.</summary>
    BlackBox,
}
