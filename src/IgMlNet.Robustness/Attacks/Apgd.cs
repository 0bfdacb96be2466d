using System.Globalization;
using IgMlNet.Reporting.Results;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// Auto-PGD: projected gradient ascent with momentum whose step size is halved, image by image, when progress stalls, each
/// time going back to the best point so far. It has no parameter to tune but its length.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks (ICML
/// 2020), Algorithm 1. Norms: ℓ∞, ℓ2. White box. Images [n, C, H, W] in [0,1]. The result of an image is its latest misclassified
/// iterate, or, where none was misclassified, the iterate of highest loss.
/// </remarks>
public sealed class Apgd : Attack
{
    private const double InitialRelativeStep = 2;
    private const double Momentum = 0.75;

    private readonly ApgdOptions _options;

    /// <summary>APGD with the default options.</summary>
    public Apgd()
        : this(new ApgdOptions())
    {
    }

    /// <summary>APGD with options of one's own.</summary>
    public Apgd(ApgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"apgd-{_options.Loss.Id}-{_options.Steps}");

    /// <inheritdoc/>
    public override string DisplayName => string.Create(
        CultureInfo.InvariantCulture, $"APGD-{_options.Loss.Id.ToUpperInvariant()}-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper =>
        "Croce & Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks (ICML 2020)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _options.Steps + 1;

    /// <inheritdoc/>
    public override int FewestClasses => _options.Loss.FewestClasses;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        using var scope = NewDisposeScope();
        var found = Ascend(context);
        var fooled = found.Fooled.view(-1, 1, 1, 1);
        return where(fooled, found.Misclassified, found.HighestLoss).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the ascent and gives all that it found; the caller's scope owns the tensors.</summary>
    internal ApgdAscent Ascend(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        var (norm, epsilon, images) = (context.ThreatModel.Norm, context.ThreatModel.Epsilon, context.Images);

        var current = _options.Start == AttackStart.Random
            ? (images + norm.RandomOnSphere(context.Random, images, epsilon)).clamp_(0, 1)
            : images.clone();
        var pass = context.Gradient(current, _options.Loss);
        var gradient = pass.Gradient;
        var fooled = pass.Logits.argmax(1).ne(context.Labels);
        var misclassified = current.clone();
        var best = current.clone();
        var bestGradient = gradient.clone();
        var bestLoss = pass.Loss.clone();
        var previous = current.clone();
        var schedule = new ApgdSchedule(_options.Steps, bestLoss);
        var stepSize = full([images.shape[0], 1, 1, 1], InitialRelativeStep * epsilon, dtype: images.dtype, device: images.device);

        for (var step = 0; step < _options.Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            var candidate = context.Project(current + (stepSize * norm.SteepestAscent(gradient)));
            if (step > 0)
            {
                var last = current - previous;
                candidate = context.Project(current + ((candidate - current) * Momentum) + (last * (1 - Momentum)));
            }

            previous.copy_(current);
            current.copy_(candidate);
            pass = context.Gradient(current, _options.Loss);
            gradient.copy_(pass.Gradient);

            var missed = pass.Logits.argmax(1).ne(context.Labels);
            fooled.logical_or_(missed);
            Keep(missed, current, misclassified);

            var improved = pass.Loss.gt(bestLoss);
            Keep(improved, current, best);
            Keep(improved, gradient, bestGradient);
            bestLoss.copy_(maximum(bestLoss, pass.Loss));

            if (schedule.StalledAt(step, pass.Loss, bestLoss) is { } stalled)
            {
                var rows = stalled.view(-1, 1, 1, 1);
                stepSize.copy_(where(rows, stepSize / 2, stepSize));
                Keep(stalled, best, current);
                Keep(stalled, bestGradient, gradient);
            }
        }

        schedule.Dispose();
        return new ApgdAscent(
            fooled.MoveToOuterDisposeScope(),
            misclassified.MoveToOuterDisposeScope(),
            best.MoveToOuterDisposeScope(),
            bestLoss.MoveToOuterDisposeScope());
    }

    private static void Keep(Tensor rows, Tensor source, Tensor target) =>
        target.copy_(where(rows.view(-1, 1, 1, 1), source, target));
}

/// <summary>What an ascent of APGD found for each image.</summary>
/// <param name="Fooled">[n], bool: some iterate was misclassified.</param>
/// <param name="Misclassified">[n, C, H, W]: the latest misclassified iterate where there is one.</param>
/// <param name="HighestLoss">[n, C, H, W]: the iterate of highest loss.</param>
/// <param name="Loss">[n]: that loss.</param>
internal sealed record ApgdAscent(Tensor Fooled, Tensor Misclassified, Tensor HighestLoss, Tensor Loss);
