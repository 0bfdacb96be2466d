using IgMlNet.Reporting;
using IgMlNet.Robustness.Attacks.Ascent;
using IgMlNet.Robustness.Attacks.Queries;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// The norm that a perturbation's size is measured in. Each norm carries all that attacks need of it: distance, projection,
/// random starting points and the direction of steepest ascent. Perturbations are [n, C, H, W]; ε is in pixel units of [0,1].
/// </summary>
public abstract class Norm
{
    private protected Norm()
    {
    }

    /// <summary>The largest change of any pixel value, ℓ∞.</summary>
    public static Norm Linf { get; } = new LinfNorm();

    /// <summary>The Euclidean length, ℓ2.</summary>
    public static Norm L2 { get; } = new L2Norm();

    /// <summary>All norms.</summary>
    public static IReadOnlyList<Norm> All { get; } = [Linf, L2];

    /// <summary>The identifier used in commands and results: <c>Linf</c> or <c>L2</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The norm of the given identifier; capitals do not matter.</summary>
    /// <exception cref="InputException">There is none; the message lists those there are.</exception>
    public static Norm Parse(string id) =>
        All.FirstOrDefault(norm => string.Equals(norm.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException($"norm '{id}'", "is not known", $"Choose one of {string.Join(", ", All.Select(n => n.Id))}");

    /// <summary>The size of each perturbation, [n].</summary>
    public abstract Tensor Distance(Tensor perturbation);

    /// <summary>The nearest perturbations of size at most ε.</summary>
    public abstract Tensor Project(Tensor perturbation, double epsilon);

    /// <summary>Perturbations drawn uniformly from the ball of radius ε around nothing, of the images' shape.</summary>
    public abstract Tensor RandomInBall(RandomStreams random, Tensor images, double epsilon);

    /// <summary>Perturbations in a random direction, of size exactly ε: where APGD starts.</summary>
    public abstract Tensor RandomOnSphere(RandomStreams random, Tensor images, double epsilon);

    /// <summary>The perturbation of size 1 along which a loss of the given gradient [n, C, H, W] rises fastest.</summary>
    public abstract Tensor SteepestAscent(Tensor gradient);

    /// <summary>How APGD steps in this norm.</summary>
    /// <param name="context">The images and ε.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="start">The starting points.</param>
    /// <param name="loss">The losses there.</param>
    internal virtual ApgdSteps ApgdSteps(AttackContext context, int steps, Tensor start, Tensor loss) =>
        new HalvedSteps(steps, context.ThreatModel.Epsilon, loss);

    /// <summary>The moves of the Square Attack on images of a shape.</summary>
    internal abstract SquareMoves Squares(ImageShape shape, double epsilon);

    /// <inheritdoc/>
    public sealed override string ToString() => Id;

    private sealed class LinfNorm : Norm
    {
        public override string Id => "Linf";

        public override Tensor Distance(Tensor perturbation) => perturbation.abs().flatten(1).amax([1]);

        public override Tensor Project(Tensor perturbation, double epsilon) => perturbation.clamp(-epsilon, epsilon);

        public override Tensor RandomInBall(RandomStreams random, Tensor images, double epsilon) =>
            random.Uniform(images).mul_(2 * epsilon).sub_(epsilon);

        public override Tensor RandomOnSphere(RandomStreams random, Tensor images, double epsilon)
        {
            var direction = random.Uniform(images).mul_(2).sub_(1);
            return direction.mul_(epsilon / PerImage(Distance(direction), images).clamp_min(Smallest));
        }

        public override Tensor SteepestAscent(Tensor gradient) => gradient.sign();

        internal override SquareMoves Squares(ImageShape shape, double epsilon) => new LinfSquareMoves(shape, epsilon);
    }

    private sealed class L2Norm : Norm
    {
        public override string Id => "L2";

        public override Tensor Distance(Tensor perturbation) => perturbation.flatten(1).square().sum(1).sqrt();

        public override Tensor Project(Tensor perturbation, double epsilon) =>
            perturbation * (epsilon / PerImage(Distance(perturbation), perturbation).clamp_min(Smallest)).clamp_max(1);

        public override Tensor RandomInBall(RandomStreams random, Tensor images, double epsilon)
        {
            // Uniform in a ball of d dimensions: a uniform direction at radius ε·u^(1/d).
            var direction = RandomOnSphere(random, images, epsilon);
            var dimensions = images.numel() / Math.Max(images.shape[0], 1);
            using var first = random.Uniform(images.flatten(1)[.., ..1]);
            return direction.mul_(PerImage(first.flatten(), images).pow(1.0 / dimensions));
        }

        public override Tensor RandomOnSphere(RandomStreams random, Tensor images, double epsilon)
        {
            var direction = random.Normal(images);
            return direction.mul_(epsilon / PerImage(Distance(direction), images).clamp_min(Smallest));
        }

        public override Tensor SteepestAscent(Tensor gradient) =>
            gradient / PerImage(Distance(gradient), gradient).add(Smallest);

        internal override SquareMoves Squares(ImageShape shape, double epsilon) => new L2SquareMoves(shape, epsilon);
    }

    private const double Smallest = 1e-12;

    /// <summary>One value for each image, shaped to multiply images: [n] to [n, 1, 1, 1].</summary>
    private static Tensor PerImage(Tensor values, Tensor images) =>
        values.view([.. Enumerable.Range(0, (int)images.dim()).Select(i => i == 0 ? -1L : 1L)]);
}
