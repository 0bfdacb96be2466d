using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>
/// What a targeted attack drives up: a value for each image that grows as the classifier moves from the true class to a target.
/// </summary>
public abstract class TargetedLoss
{
    private protected TargetedLoss()
    {
    }

    /// <summary>
    /// −(z_y − z_t) / (z_π1 − (z_π3 + z_π4)/2), π sorting the logits downwards: unchanged when the logits are shifted or scaled.
    /// </summary>
    public static TargetedLoss Dlr { get; } = new TargetedDlrLoss();

    /// <summary>log softmax(z)_t.</summary>
    public static TargetedLoss CrossEntropy { get; } = new TargetedCrossEntropyLoss();

    /// <summary>The name used in results: <c>dlr</c> or <c>ce</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The fewest classes for which the loss is defined.</summary>
    public virtual int FewestClasses => 2;

    /// <summary>The loss of each image, [n]; differentiable.</summary>
    /// <param name="logits">[n, K].</param>
    /// <param name="labels">[n], int64, true classes y.</param>
    /// <param name="targets">[n], int64, target classes t.</param>
    public abstract Tensor PerImage(Tensor logits, Tensor labels, Tensor targets);
}
