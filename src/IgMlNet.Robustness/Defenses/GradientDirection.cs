using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Native;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>How a purification makes a direction of the gradient of its loss.</summary>
internal abstract class GradientDirection
{
    private GradientDirection()
    {
    }

    /// <summary>The signs of the gradient, as the defenses have it; constant in the backward pass.</summary>
    public static GradientDirection Signs { get; } = new Signed();

    /// <summary>
    /// g / (|g| + mean |g|), which is near the sign where an entry counts and has a derivative everywhere; gradients flow through it and
    /// through g.
    /// </summary>
    public static GradientDirection Smooth { get; } = new SoftSigned();

    /// <summary>
    /// The direction of the gradient of a loss, summed over the images, with respect to their perturbation; the caller's scope owns it.
    /// </summary>
    public abstract Tensor Of(Classifier classifier, Tensor images, Tensor perturbation, Func<Tensor, Tensor> loss);

    private sealed class Signed : GradientDirection
    {
        public override Tensor Of(Classifier classifier, Tensor images, Tensor perturbation, Func<Tensor, Tensor> loss)
        {
            using var scope = NewDisposeScope();
            using var recording = enable_grad();
            var input = images.add(perturbation, HeldScalars.One).detach().requires_grad_(true);
            return InputGradients.Of(loss(classifier.Logits(input)), input)[0].sign().MoveToOuterDisposeScope();
        }
    }

    private sealed class SoftSigned : GradientDirection
    {
        private const double Smallest = 1e-12;

        public override Tensor Of(Classifier classifier, Tensor images, Tensor perturbation, Func<Tensor, Tensor> loss)
        {
            using var scope = NewDisposeScope();
            using var recording = enable_grad();
            var input = images.add(perturbation, HeldScalars.One);
            if (!input.requires_grad)
                input.requires_grad_(true);
            var gradient = autograd.grad([loss(classifier.Logits(input))], [input], retain_graph: true, create_graph: true)[0];
            var size = gradient.abs();
            return (gradient / (size + size.mean([1, 2, 3], keepdim: true) + Smallest)).MoveToOuterDisposeScope();
        }
    }
}
