using System.Globalization;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// The anti-adversary, CAAA in tables: before an image is classified, signed gradient steps take it to where the base model is surer
/// of the class that it predicts for it, so that what an adversary did to it is undone.
/// </summary>
/// <remarks>
/// Paper: Alfarra et al., Combating Adversaries with Anti-Adversaries (AAAI 2022). As in the published code the moved image is not
/// clamped to [0,1]. Not randomized. Gradients: the perturbation is made of signs, which do not change where the image hardly does,
/// so that its derivative is 0 almost everywhere; the defended model holds it constant in the backward pass,
/// which is exact. Croce et al., Evaluating the Adversarial Robustness of Adaptive Test-time Defenses (ICML 2022), find that such
/// gradients mislead attacks and break it by transfer from the base model and by RayS, both part of the image-wise worst case.
/// </remarks>
public sealed class AntiAdversary : Defense
{
    /// <summary>The defense with the paper's options.</summary>
    public AntiAdversary()
        : this(new AntiAdversaryOptions())
    {
    }

    /// <summary>The defense with options of one's own.</summary>
    public AntiAdversary(AntiAdversaryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>Steps and their length.</summary>
    public AntiAdversaryOptions Options { get; }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"caaa-{Options.Steps}-{Options.StepSize:0.####}");

    /// <inheritdoc/>
    public override string DisplayName => "CAAA";

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture, $"anti-adversary: k = {Options.Steps} steps of α = {Options.StepSize:0.####}");

    /// <inheritdoc/>
    public override bool IsRandomized => false;

    /// <inheritdoc/>
    public override ImageModel Defend(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);

        // A pass for the pseudo-label, and one for the prediction.
        return new PurifiedClassifier(classifier, this, 2 + (Options.Steps * PurifiedClassifier.PassesAGradient), Options.Steps, Perturbation);
    }

    private Tensor Perturbation(Classifier classifier, Tensor images, RandomStreams random, GradientDirection direction)
    {
        using var scope = NewDisposeScope();
        using Scalar stepBack = -Options.StepSize;
        Tensor labels;
        using (no_grad())
            labels = classifier.Logits(images).argmax(1);
        var perturbation = zeros_like(images);
        for (var step = 0; step < Options.Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            var signs = direction.Of(
                classifier, images, perturbation, logits => nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum));
            perturbation = perturbation.add(signs, stepBack).MoveToOuterDisposeScope();
        }

        return perturbation.MoveToOuterDisposeScope();
    }
}
