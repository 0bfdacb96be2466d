using System.Globalization;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// Randomized smoothing by itself: logits are averaged over images with Gaussian noise, and nothing is masked. It shows what the
/// smoothing of the pseudo-label alone is worth.
/// </summary>
/// <remarks>
/// Papers: Cohen et al., Certified Adversarial Robustness via Randomized Smoothing (ICML 2019); as a control Kulkarni &amp; Weng (ECCV
/// 2024), Table 6, row 2. Randomized. Gradients flow through the noisy copies that are drawn; a surrogate leaves the noise out.
/// </remarks>
public sealed class RandomizedSmoothing : Defense
{
    /// <summary>Prepares the defense.</summary>
    /// <param name="smoothing">The number of noisy copies and the deviation of the noise.</param>
    /// <exception cref="ArgumentException">There is no noise.</exception>
    public RandomizedSmoothing(Smoothing smoothing)
    {
        ArgumentNullException.ThrowIfNull(smoothing);
        if (smoothing.Samples == 0)
            throw new ArgumentException("Smoothing without noise is no defense.", nameof(smoothing));
        Smoothing = smoothing;
    }

    /// <summary>The number of noisy copies and the deviation of the noise.</summary>
    public Smoothing Smoothing { get; }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"rs-{Smoothing.Samples}-{Smoothing.Deviation:0.####}");

    /// <inheritdoc/>
    public override string DisplayName => "RS alone";

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"randomized smoothing without masking: n_s = {Smoothing.Samples}, σ = {Smoothing.Deviation:0.####}");

    /// <inheritdoc/>
    public override bool IsRandomized => true;

    /// <inheritdoc/>
    public override ImageModel Defend(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return new SmoothedClassifier(classifier, this);
    }

    private sealed class SmoothedClassifier(Classifier classifier, RandomizedSmoothing defense) : DefendedModel(classifier, defense)
    {
        private readonly Scalar _deviation = defense.Smoothing.Deviation;
        private readonly Scalar _share = 1.0 / defense.Smoothing.Samples;

        public override double ForwardPasses => defense.Smoothing.Samples;

        /// <summary>The base model, whose gradients have no noise in them.</summary>
        public override IReadOnlyList<Surrogate> Surrogates { get; } =
            [new Surrogate("no-noise", "the noise is left out", classifier)];

        protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
        {
            using var scope = NewDisposeScope();
            Tensor? sum = null;
            for (var sample = 0; sample < defense.Smoothing.Samples; sample++)
            {
                var logits = BaseModel.Logits(images.add(random.Normal(images).mul_(_deviation), HeldScalars.One));
                sum = sum is null ? logits : sum.add(logits, HeldScalars.One);
            }

            return sum!.mul(_share).MoveToOuterDisposeScope();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _deviation.Dispose();
                _share.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
