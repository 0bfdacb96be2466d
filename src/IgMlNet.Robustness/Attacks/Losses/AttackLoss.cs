using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>What an attack drives up: a value for each image that grows as the classifier errs.</summary>
public abstract class AttackLoss
{
    private protected AttackLoss()
    {
    }

    /// <summary>−log softmax(z)_y; it does not saturate where the classifier is sure of the true class.</summary>
    public static AttackLoss CrossEntropy { get; } = new CrossEntropyLoss();

    /// <summary>max_{j≠y} z_j − z_y: positive exactly where the image is misclassified.</summary>
    public static AttackLoss CarliniWagner { get; } = new CarliniWagnerLoss();

    /// <summary>The difference of logits ratio, unchanged when the logits are shifted or scaled.</summary>
    public static AttackLoss Dlr { get; } = new DlrLoss();

    /// <summary>max_{j≠y} p_j − p_y with p = softmax(z), the probability margin; it does not saturate either.</summary>
    public static AttackLoss ProbabilityMargin { get; } = new ProbabilityMarginLoss();

    /// <summary>The name used in commands and results: <c>ce</c>, <c>cw</c>, <c>dlr</c> or <c>pm</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The fewest classes for which the loss is defined.</summary>
    public virtual int FewestClasses => 2;

    /// <summary>The loss of each image, [n]; differentiable.</summary>
    /// <param name="logits">[n, K].</param>
    /// <param name="labels">[n], int64, true classes.</param>
    public abstract Tensor PerImage(Tensor logits, Tensor labels);
}
