namespace IgMlNet;

/// <summary>What the score column holds.</summary>
public enum ScoreOutput
{
    /// <summary>softmax of the defended logits: in [0,1], summing to 1. What ML.NET's log-loss expects.</summary>
    Probabilities,

    /// <summary>The defended logits themselves, as attacks need them.</summary>
    Logits,
}
