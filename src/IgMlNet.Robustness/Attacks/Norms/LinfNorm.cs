using IgMlNet.Robustness.Attacks.Queries;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Norms;

/// <summary>The largest change of any pixel value.</summary>
internal sealed class LinfNorm : Norm
{
    public override string Id => "Linf";

    public override Tensor Distance(Tensor perturbation) => perturbation.abs().flatten(1).amax([1]);

    public override Tensor Project(Tensor perturbation, double epsilon) => perturbation.clamp(-epsilon, epsilon);

    internal override Tensor Project(Tensor perturbation, Tensor radii)
    {
        var limits = PerImage(radii, perturbation);
        return maximum(minimum(perturbation, limits), -limits);
    }

    public override Tensor RandomInBall(RandomStreams random, Tensor images, double epsilon) =>
        random.Uniform(images).mul_(2 * epsilon).sub_(epsilon);

    public override Tensor RandomStart(RandomStreams random, Tensor images, double epsilon)
    {
        var direction = random.Uniform(images).mul_(2).sub_(1);
        return direction.mul_(epsilon / PerImage(Distance(direction), images).clamp_min(Smallest)).add_(images).clamp_(0, 1);
    }

    public override Tensor SteepestAscent(Tensor gradient) => gradient.sign();

    internal override Tensor DualSize(Tensor gradient) => gradient.flatten(1).abs().sum(1);

    private protected override Tensor ToPlane(WaysToPlane ways) => ways.Together(ways.Direction.abs());

    internal override SquareMoves Squares(ImageShape shape, double epsilon) => new LinfSquareMoves(shape, epsilon);
}
