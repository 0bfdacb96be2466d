namespace IgMlNet.Robustness.Attacks;

/// <summary>How much a running attack has asked of the model so far.</summary>
/// <param name="Queries">Images for which logits were asked for without a gradient, over the whole batch.</param>
/// <param name="Gradients">Images for which a gradient was computed, over the whole batch.</param>
public readonly record struct AttackProgress(long Queries, long Gradients);
