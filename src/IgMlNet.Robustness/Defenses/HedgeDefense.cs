using System.Globalization;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// Hedge Defense, HD in tables: before an image is classified, signed gradient steps take it to where the cross-entropies of all
/// classes together are largest. Classes whose logits were pushed by an attack give way more easily than the true one.
/// </summary>
/// <remarks>
/// Paper: Wu et al., Attacking Adversarial Attacks as a Defense (2021). Randomized only where the steps start at random. Gradients: the
/// perturbation is made of signs and bounds, whose derivative is 0 almost everywhere but where [0,1] bounds a pixel; the defended model
/// holds it constant in the backward pass, the backward pass differentiable approximation with which Croce
/// et al., Evaluating the Adversarial Robustness of Adaptive Test-time Defenses (ICML 2022), attack it. They break it by that and by
/// transfer from the base model, which is part of the image-wise worst case.
/// </remarks>
public sealed class HedgeDefense : Defense
{
    /// <summary>The defense with the paper's options.</summary>
    public HedgeDefense()
        : this(new HedgeDefenseOptions())
    {
    }

    /// <summary>The defense with options of one's own.</summary>
    public HedgeDefense(HedgeDefenseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>Steps, radius and start.</summary>
    public HedgeDefenseOptions Options { get; }

    /// <inheritdoc/>
    public override string Id =>
        string.Create(CultureInfo.InvariantCulture, $"hd-{Options.Steps}") + (IsRandomized ? "-random" : "");

    /// <inheritdoc/>
    public override string DisplayName => IsRandomized ? "HD, random start" : "HD";

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"Hedge Defense: {Options.Steps} steps of {Options.StepSize:0.####} within {Options.Radius:0.####}") +
        (IsRandomized ? ", from a random start" : "");

    /// <inheritdoc/>
    public override bool IsRandomized => Options.Start == AttackStart.Random;

    /// <inheritdoc/>
    public override ImageModel Defend(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return new PurifiedClassifier(classifier, this, 1 + (Options.Steps * PurifiedClassifier.PassesAGradient), Options.Steps, Perturbation);
    }

    private Tensor Perturbation(Classifier classifier, Tensor images, RandomStreams random, GradientDirection direction)
    {
        using var scope = NewDisposeScope();
        using Scalar step = Options.StepSize, least = -Options.Radius, most = Options.Radius;
        var perturbation = IsRandomized
            ? Norm.Linf.RandomInBall(random, images, Options.Radius)
            : zeros_like(images);
        for (var taken = 0; taken < Options.Steps; taken++)
        {
            using var stepScope = NewDisposeScope();
            var signs = direction.Of(classifier, images, perturbation, SumOverClasses);
            perturbation = perturbation.add(signs, step).clamp_(least, most);
            perturbation = images.add(perturbation, HeldScalars.One).clamp_(HeldScalars.Zero, HeldScalars.One)
                .add_(images, HeldScalars.MinusOne).MoveToOuterDisposeScope();
        }

        return perturbation.MoveToOuterDisposeScope();
    }

    /// <summary>The cross-entropies of all classes, summed over classes and images.</summary>
    private static Tensor SumOverClasses(Tensor logits) => nn.functional.log_softmax(logits, 1).sum().neg();
}
