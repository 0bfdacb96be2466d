using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>What an ascent drives up for each of its images.</summary>
internal abstract class ApgdObjective
{
    /// <summary>A loss that knows no target.</summary>
    public static ApgdObjective Of(AttackLoss loss) => new Untargeted(loss);

    /// <summary>The value of each image, [n]; differentiable.</summary>
    public abstract Tensor PerImage(Tensor logits, Tensor labels);

    /// <summary>Keeps some of the images alone.</summary>
    public abstract void Keep(Tensor kept);

    private sealed class Untargeted(AttackLoss loss) : ApgdObjective
    {
        public override Tensor PerImage(Tensor logits, Tensor labels) => loss.PerImage(logits, labels);

        public override void Keep(Tensor kept)
        {
        }
    }
}
