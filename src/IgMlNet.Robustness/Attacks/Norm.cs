using IgMlNet.IO;
using IgMlNet.Robustness.Attacks.Ascent;
using IgMlNet.Robustness.Attacks.Norms;
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
    /// <summary>Keeps divisions by sizes of nothing finite.</summary>
    private protected const double Smallest = 1e-12;

    private protected Norm()
    {
    }

    /// <summary>The largest change of any pixel value, ℓ∞.</summary>
    public static Norm Linf { get; } = new LinfNorm();

    /// <summary>The Euclidean length, ℓ2.</summary>
    public static Norm L2 { get; } = new L2Norm();

    /// <summary>The sum of all changes of pixel values, ℓ1; 12 is customary for CIFAR.</summary>
    public static Norm L1 { get; } = new L1Norm();

    /// <summary>All norms.</summary>
    public static IReadOnlyList<Norm> All { get; } = [Linf, L2, L1];

    /// <summary>The identifier used in commands and results: <c>Linf</c>, <c>L2</c> or <c>L1</c>.</summary>
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

    /// <summary>The nearest perturbations of sizes at most <paramref name="radii"/>, [n], one for each image.</summary>
    internal abstract Tensor Project(Tensor perturbation, Tensor radii);

    /// <summary>
    /// Images within ε of the originals and within [0,1]: for ℓ∞ and ℓ1 the nearest, for ℓ2, as is customary, the nearest within ε
    /// clipped to [0,1]. Clipping moves every pixel towards the original, so it cannot leave the ball.
    /// </summary>
    public virtual Tensor Project(Tensor originals, Tensor candidates, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(candidates);
        return Project(candidates - originals, epsilon).add_(originals).clamp_(0, 1);
    }

    /// <summary>Perturbations drawn uniformly from the ball of radius ε around nothing, of the images' shape.</summary>
    public abstract Tensor RandomInBall(RandomStreams random, Tensor images, double epsilon);

    /// <summary>Images perturbed by ε in a random direction, within [0,1]: where APGD starts.</summary>
    public abstract Tensor RandomStart(RandomStreams random, Tensor images, double epsilon);

    /// <summary>The perturbation of size 1 along which a loss of the given gradient [n, C, H, W] rises fastest.</summary>
    /// <remarks>In ℓ1, where that is a single pixel value, the largest hundredth of the gradient: see <see cref="L1"/>.</remarks>
    public abstract Tensor SteepestAscent(Tensor gradient);

    /// <summary>
    /// The radii, as multiples of ε, that APGD goes through on its way into the ball, and the steps at each; entering a radius takes a
    /// gradient and counts as a step but for the first. By default the ball's own radius alone.
    /// </summary>
    internal virtual IReadOnlyList<(double RelativeRadius, int Steps)> ApgdPhases(int steps) => [(1, steps)];

    /// <summary>How APGD steps in this norm.</summary>
    /// <param name="context">The images and ε.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="start">The starting points.</param>
    /// <param name="loss">The losses there.</param>
    internal virtual ApgdSteps ApgdSteps(AttackContext context, int steps, Tensor start, Tensor loss) =>
        new HalvedSteps(steps, context.ThreatModel.Epsilon, loss);

    /// <summary>
    /// The dual norm of each gradient, [n]: how much a linear function rises for a perturbation of size 1, and so by what its
    /// distance from a plane is divided.
    /// </summary>
    internal abstract Tensor DualSize(Tensor gradient);

    /// <summary>
    /// The smallest perturbations δ of images x with ⟨w, x + δ⟩ = ⟨w, x⟩ + r that stay in [0,1]; where there are none, those that
    /// come nearest.
    /// </summary>
    /// <param name="images">x, [n, C, H, W], in [0,1].</param>
    /// <param name="normals">w, [n, C, H, W].</param>
    /// <param name="rises">r, [n].</param>
    /// <remarks>
    /// Paper: Croce &amp; Hein, Minimally distorted Adversarial Examples with a Fast Adaptive Boundary Attack (ICML 2020), Eq. 4.
    /// </remarks>
    internal Tensor ToPlane(Tensor images, Tensor normals, Tensor rises)
    {
        using var scope = NewDisposeScope();
        var ways = new WaysToPlane(images.flatten(1), normals.flatten(1), rises);
        return ToPlane(ways).view(images.shape).MoveToOuterDisposeScope();
    }

    /// <summary>The same in rows, [n, d].</summary>
    private protected abstract Tensor ToPlane(WaysToPlane ways);

    /// <summary>The moves of the Square Attack on images of a shape.</summary>
    internal abstract SquareMoves Squares(ImageShape shape, double epsilon);

    /// <inheritdoc/>
    public sealed override string ToString() => Id;

    /// <summary>One value for each image, shaped to multiply images: [n] to [n, 1, 1, 1].</summary>
    private protected static Tensor PerImage(Tensor values, Tensor images) =>
        values.view([.. Enumerable.Range(0, (int)images.dim()).Select(i => i == 0 ? -1L : 1L)]);
}
