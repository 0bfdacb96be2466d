namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>In which order targeted attacks try the wrong classes of an image.</summary>
public enum TargetOrder
{
    /// <summary>By the logits of the unperturbed image, largest first: AutoAttack's.</summary>
    Likeliest,

    /// <summary>
    /// By the distance of the decision boundary to first order, (z_y − z_j) over the dual norm of its gradient, smallest first, among the
    /// 100 likeliest classes: MALT (Melamed et al., MALT Powers Up Adversarial Attacks, NeurIPS 2024). It takes a gradient for each of
    /// these classes.
    /// </summary>
    Nearest,
}
