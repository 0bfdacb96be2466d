using IgMlNet.Robustness.Attacks.Queries;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Norms;

/// <summary>The Euclidean length.</summary>
internal sealed class L2Norm : Norm
{
    public override string Id => "L2";

    public override Tensor Distance(Tensor perturbation) => perturbation.flatten(1).square().sum(1).sqrt();

    public override Tensor Project(Tensor perturbation, double epsilon) =>
        perturbation * (epsilon / PerImage(Distance(perturbation), perturbation).clamp_min(Smallest)).clamp_max(1);

    internal override Tensor Project(Tensor perturbation, Tensor radii) =>
        perturbation * PerImage(radii / Distance(perturbation).clamp_min(Smallest), perturbation).clamp_max(1);

    public override Tensor RandomInBall(RandomStreams random, Tensor images, double epsilon)
    {
        // Uniform in a ball of d dimensions: a uniform direction at radius ε·u^(1/d).
        var direction = OnSphere(random, images, epsilon);
        var dimensions = images.numel() / Math.Max(images.shape[0], 1);
        using var first = random.Uniform(images.flatten(1)[.., ..1]);
        return direction.mul_(PerImage(first.flatten(), images).pow(1.0 / dimensions));
    }

    public override Tensor RandomStart(RandomStreams random, Tensor images, double epsilon) =>
        OnSphere(random, images, epsilon).add_(images).clamp_(0, 1);

    public override Tensor SteepestAscent(Tensor gradient) =>
        gradient / PerImage(Distance(gradient), gradient).add(Smallest);

    internal override Tensor DualSize(Tensor gradient) => Distance(gradient);

    private protected override Tensor ToPlane(WaysToPlane ways) => ways.Together(ways.Weight);

    internal override SquareMoves Squares(ImageShape shape, double epsilon) => new L2SquareMoves(shape, epsilon);

    private Tensor OnSphere(RandomStreams random, Tensor images, double epsilon)
    {
        var direction = random.Normal(images);
        return direction.mul_(epsilon / PerImage(Distance(direction), images).clamp_min(Smallest));
    }
}
