using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>What an ascent drives up for each of its images.</summary>
internal abstract class ApgdObjective
{
    /// <summary>A loss that knows no target.</summary>
    public static ApgdObjective FromLoss(AttackLoss loss) => new Untargeted(loss);

    /// <summary>A loss towards a target class of each image, [n], int64; belongs to the objective from now on.</summary>
    public static ApgdObjective Towards(TargetedLoss loss, Tensor targets) => new Targeted(loss, targets);

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

    private sealed class Targeted(TargetedLoss loss, Tensor targets) : ApgdObjective
    {
        private Tensor _targets = targets;

        public override Tensor PerImage(Tensor logits, Tensor labels) => loss.PerImage(logits, labels, _targets);

        public override void Keep(Tensor kept) => _targets = ActiveRows.Keep(_targets, kept);
    }
}
