using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>The fast gradient sign method: one step of size ε along the steepest ascent of the cross-entropy.</summary>
/// <remarks>
/// Paper: Goodfellow et al., Explaining and Harnessing Adversarial Examples (ICLR 2015). Norms: ℓ∞ (the paper's), and ℓ2 with the
/// normalised gradient. White box. Images [n, C, H, W] in [0,1].
/// </remarks>
public sealed class Fgsm : Attack
{
    /// <inheritdoc/>
    public override string Id => "fgsm";

    /// <inheritdoc/>
    public override string DisplayName => "FGSM";

    /// <inheritdoc/>
    public override string Paper => "Goodfellow et al., Explaining and Harnessing Adversarial Examples (ICLR 2015)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => 1;

    /// <inheritdoc/>
    internal override IReadOnlyList<AttackLoss> Losses => [AttackLoss.CrossEntropy];

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var gradient = context.Gradient(context.Images, AttackLoss.CrossEntropy).Gradient;
        return context.Images + (context.ThreatModel.Norm.SteepestAscent(gradient) * context.ThreatModel.Epsilon);
    }
}
