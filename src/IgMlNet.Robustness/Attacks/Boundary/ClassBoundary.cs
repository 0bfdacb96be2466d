using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Boundary;

/// <summary>Which decision boundary FAB heads for, and the plane that stands for it near an iterate.</summary>
internal abstract class ClassBoundary
{
    /// <summary>The boundary between the true class and whichever is nearest by first order.</summary>
    public static ClassBoundary Nearest { get; } = new OfNearestClass();

    /// <summary>The boundary between the true class and a target class of each image, [n], int64; belongs to the boundary from now on.</summary>
    public static ClassBoundary FromTargets(Tensor targets) => new OfTarget(targets);

    /// <summary>The margin z_c − z_y of the class c that counts, [n], and its gradient, [n, C, H, W].</summary>
    public abstract (Tensor Margin, Tensor Gradient) At(AttackContext context, Tensor images);

    /// <summary>Keeps some of the images alone.</summary>
    public abstract void Keep(Tensor kept);

    private sealed class OfNearestClass : ClassBoundary
    {
        private const double Smallest = 1e-12;

        public override (Tensor Margin, Tensor Gradient) At(AttackContext context, Tensor images)
        {
            using var scope = NewDisposeScope();
            var nearest = full([context.Count], float.PositiveInfinity, dtype: images.dtype, device: images.device);
            var (margin, gradient) = (zeros_like(nearest), zeros_like(images));
            context.MarginGradients(images, (c, margins, gradients) =>
            {
                var distance = margins.abs().div_(context.ThreatModel.Norm.DualSize(gradients).add_(Smallest));
                var nearer = distance.lt(nearest).logical_and_(context.Labels.ne(c));
                nearest.copy_(where(nearer, distance, nearest));
                margin.copy_(where(nearer, margins, margin));
                gradient.copy_(where(nearer.view(-1, 1, 1, 1), gradients, gradient));
            });
            return (margin.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
        }

        public override void Keep(Tensor kept)
        {
        }
    }

    private sealed class OfTarget(Tensor targets) : ClassBoundary
    {
        private Tensor _targets = targets;

        public override (Tensor Margin, Tensor Gradient) At(AttackContext context, Tensor images)
        {
            var pair = stack([_targets, context.Labels], 1);
            var pass = context.Gradient(images, logits =>
            {
                var margin = logits.gather(1, pair);
                return margin.select(1, 0) - margin.select(1, 1);
            });
            return (pass.Loss, pass.Gradient);
        }

        public override void Keep(Tensor kept) => _targets = ActiveRows.Keep(_targets, kept);
    }
}
