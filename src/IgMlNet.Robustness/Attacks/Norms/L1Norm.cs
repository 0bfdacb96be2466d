using IgMlNet.Robustness.Attacks.Ascent;
using IgMlNet.Robustness.Attacks.Queries;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Norms;

/// <summary>
/// The sum of all changes of pixel values. The steepest step is shared by the largest hundredth of the gradient's entries, as in
/// SLIDE: a single pixel value, to which the theory points, soon meets the end of its range.
/// </summary>
/// <remarks>
/// Papers: Tramèr &amp; Boneh, Adversarial Training and Robustness for Multiple Perturbations (NeurIPS 2019), SLIDE with q = 0.99;
/// Croce &amp; Hein, Mind the Box: ℓ1-APGD for Sparse Adversarial Attacks on Image Classifiers (ICML 2021), the projection and
/// APGD's steps.
/// </remarks>
internal sealed class L1Norm : Norm
{
    private const long StepShare = 100;

    /// <summary>APGD's larger radii and the share of its steps at each, in percent; the rest is spent at ε.</summary>
    private static readonly double[] LargerRadii = [3, 2];

    private const int StepsAtLargerRadii = 30;

    /// <summary>The most by which rounding an image moves a pixel value of [0,1] in float32.</summary>
    private const double Rounding = 1.0 / (1 << 25);

    public override string Id => "L1";

    public override Tensor Distance(Tensor perturbation) =>
        perturbation.flatten(1).abs().sum(1, type: ScalarType.Float64).to(perturbation.dtype);

    public override Tensor Project(Tensor perturbation, double epsilon)
    {
        using var scope = NewDisposeScope();
        return Project(perturbation, Radii(epsilon, perturbation)).MoveToOuterDisposeScope();
    }

    internal override Tensor Project(Tensor perturbation, Tensor radii)
    {
        using var scope = NewDisposeScope();
        var size = perturbation.flatten(1).abs().to(float64);
        var kept = Shrunk(size, size, radii.to(float64).unsqueeze(1)).view(perturbation.shape).to(perturbation.dtype);
        return kept.mul_(perturbation.sign()).MoveToOuterDisposeScope();
    }

    public override Tensor Project(Tensor originals, Tensor candidates, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(candidates);
        using var scope = NewDisposeScope();
        var (wide, perturbation) = (originals.flatten(1).to(float64), (candidates - originals).flatten(1).to(float64));
        var room = where(perturbation.gt(0), 1 - wide, wide);
        var change = Shrunk(perturbation.abs(), room, Radii(epsilon, originals).unsqueeze(1)).mul_(perturbation.sign());
        var projected = (wide + change).to(originals.dtype);

        // Rounding may add up to a little more than ε; where it does, the change is made smaller by the most that it can add.
        var excess = (projected.to(float64) - wide).abs_().sum(1, keepdim: true).gt(epsilon);
        var most = change.ne(0).sum(1, keepdim: true).to(float64) * Rounding;
        var smaller = (1 - (most / Math.Max(epsilon, Smallest))).clamp_(0, 1);
        var safe = (wide + (change * smaller)).to(originals.dtype);
        return where(excess, safe, projected).clamp_(0, 1).view(originals.shape).MoveToOuterDisposeScope();
    }

    public override Tensor RandomInBall(RandomStreams random, Tensor images, double epsilon)
    {
        // Uniform in the ℓ1 ball: d Laplace variables over the sum of their sizes and one more exponential variable.
        var signed = random.Uniform(images).mul_(2).sub_(1);
        var size = Exponential(1 - signed.abs());
        var more = Exponential(1 - random.Uniform(images.flatten(1)[.., ..1]).flatten());
        var sum = PerImage(size.flatten(1).sum(1).add_(more), images);
        return signed.sign_().mul_(size).mul_(epsilon / sum.clamp_min(Smallest));
    }

    public override Tensor RandomStart(RandomStreams random, Tensor images, double epsilon) =>
        Project(images, random.Normal(images).add_(images), epsilon);

    public override Tensor SteepestAscent(Tensor gradient)
    {
        var flat = gradient.flatten(1);
        var count = Math.Max(flat.shape[1] / StepShare, 1);
        var (_, largest) = flat.abs().topk((int)count, dim: 1, sorted: false);
        var signs = flat.gather(1, largest).sign_().div_(count);
        return zeros_like(flat).scatter_(1, largest, signs).view(gradient.shape);
    }

    internal override IReadOnlyList<(double RelativeRadius, int Steps)> ApgdPhases(int steps)
    {
        var each = ((steps * StepsAtLargerRadii) + 99) / 100;
        var rest = steps - (each * LargerRadii.Length);
        return rest < 1 || each < 2 ? base.ApgdPhases(steps) : [.. LargerRadii.Select(radius => (radius, each - 1)), (1, rest)];
    }

    internal override ApgdSteps ApgdSteps(AttackContext context, int steps, Tensor start, Tensor loss) =>
        new SparseSteps(context, steps, start);

    internal override Tensor DualSize(Tensor gradient) => gradient.flatten(1).abs().amax([1]);

    private protected override Tensor ToPlane(WaysToPlane ways) => ways.InTurn();

    internal override SquareMoves Squares(ImageShape shape, double epsilon) => new L1SquareMoves(shape, epsilon);

    private static Tensor Radii(double epsilon, Tensor images) =>
        full([images.shape[0]], epsilon, dtype: float64, device: images.device);

    private static Tensor Exponential(Tensor uniform) => uniform.clamp_min_(1e-30).log_().neg_();

    /// <summary>
    /// The sizes min(max(sᵢ − λ, 0), roomᵢ) with the least λ ≥ 0 for which they add up to at most r: those of the nearest point.
    /// </summary>
    /// <param name="sizes">s ≥ 0, [n, d], float64.</param>
    /// <param name="room">How far each may go, ≥ 0, [n, d].</param>
    /// <param name="radii">r, [n, 1], float64.</param>
    private static Tensor Shrunk(Tensor sizes, Tensor room, Tensor radii)
    {
        var full = minimum(sizes, room);
        var isOver = full.sum(1).gt(radii.squeeze(1));
        if (!isOver.any().item<bool>())
            return full;
        var over = isOver.nonzero().flatten();
        var (size, limit, radius) = (sizes.index_select(0, over), room.index_select(0, over), radii.index_select(0, over));

        // The sum is Σ max(sᵢ − λ, 0) − Σ max(sᵢ − roomᵢ − λ, 0). As λ falls past each of these points, the slope changes by 1.
        var points = cat([size, (size - limit).clamp_min_(0), zeros([size.shape[0], 1], dtype: size.dtype, device: size.device)], 1);
        var (sorted, order) = points.sort(dim: 1, descending: true);
        var slopes = where(order.lt(size.shape[1]), 1.0, -1.0).to(size.dtype).mul_(sorted.gt(0));
        var slope = slopes.cumsum(1);
        var intercept = slopes.mul_(sorted).cumsum(1);
        var sums = intercept - (slope * sorted);
        var before = sums.lt(radius).sum(1, keepdim: true).sub_(1).clamp_min_(0);
        var lambda = (intercept.gather(1, before) - radius) / slope.gather(1, before);
        return full.index_copy_(0, over, minimum((size - lambda).clamp_min_(0), limit));
    }
}
