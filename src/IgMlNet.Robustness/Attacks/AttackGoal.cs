namespace IgMlNet.Robustness.Attacks;

/// <summary>What an attack is to bring home.</summary>
public enum AttackGoal
{
    /// <summary>
    /// A misclassified image. An image is done with as soon as one is found, which saves the rest of its steps; where none is found, the
    /// image of highest loss.
    /// </summary>
    Misclassification,

    /// <summary>
    /// The image of highest loss, misclassified or not, after all steps: what transfers best to another model, and what is
    /// wanted of a randomized model, where a single misclassified draw says little.
    /// </summary>
    HighestLoss,
}
