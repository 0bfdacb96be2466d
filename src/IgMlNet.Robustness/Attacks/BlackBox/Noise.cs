using IgMlNet.Reporting.Results;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>
/// Random noise within ε, drawn once: no attack but a yardstick. What climbs gradients must break at least as many images as this, or
/// its gradients lead nowhere.
/// </summary>
/// <remarks>
/// Paper: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 3.1, has random sampling as such a test.
/// Images [n, C, H, W] in [0,1]. Nothing is asked of the model.
/// </remarks>
public sealed class Noise : Attack
{
    /// <inheritdoc/>
    public override string Id => AttackInfo.NoiseFamily;

    /// <inheritdoc/>
    public override string DisplayName => "Noise";

    /// <inheritdoc/>
    public override string Paper =>
        "Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.Decisions;

    /// <inheritdoc/>
    public override int Steps => 0;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Images + context.ThreatModel.Norm.RandomInBall(context.Random, context.Images, context.ThreatModel.Epsilon);
    }
}
