using System.Globalization;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// Bit-depth reduction: every pixel is rounded to one of 2^b levels before the image is classified, so that small perturbations vanish
/// in the rounding.
/// </summary>
/// <remarks>
/// Papers: Xu et al., Feature Squeezing (NDSS 2018); Guo et al., Countering Adversarial Images Using Input Transformations (ICLR 2018). Not
/// randomized. Gradients: rounding has the derivative 0 almost everywhere; the backward pass takes it for the identity. Athalye et al.,
/// Obfuscated Gradients Give a False Sense of Security (ICML 2018), break it that way, so expect no robustness: it is a control that shows
/// whether attacks see through a defense of vanishing gradients.
/// </remarks>
public sealed class BitDepthReduction : Defense
{
    /// <summary>The defense with 3 bits, as Guo et al. have it.</summary>
    public BitDepthReduction()
        : this(3)
    {
    }

    /// <summary>The defense with a number of bits.</summary>
    /// <param name="bits">Bits kept per pixel and channel, b, 1 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1…8.</exception>
    public BitDepthReduction(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
        Bits = bits;
    }

    /// <summary>Bits kept per pixel and channel.</summary>
    public int Bits { get; }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"bits-{Bits}");

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"{Bits}-bit pixels");

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"bit-depth reduction to {Bits} bits per pixel");

    /// <inheritdoc/>
    public override bool IsRandomized => false;

    /// <inheritdoc/>
    public override ImageModel Defend(Classifier classifier) => new QuantizedClassifier(classifier, this);

    private sealed class QuantizedClassifier(Classifier baseModel, BitDepthReduction defense) : DefendedModel(baseModel, defense)
    {
        private readonly Scalar _steps = (1 << defense.Bits) - 1;

        public override double ForwardPasses => 1;

        /// <summary>The base model: the rounding is left out of both passes.</summary>
        public override IReadOnlyList<Surrogate> Surrogates { get; } = [new Surrogate("identity", "the rounding is left out", baseModel)];

        protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
        {
            using var scope = NewDisposeScope();
            var constant = images.detach();
            var rounded = constant.mul(_steps).round_().div_(_steps);

            // What is added is exactly 0 and has the derivative 1.
            return BaseModel.Logits(rounded + (images - constant)).MoveToOuterDisposeScope();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _steps.Dispose();
            base.Dispose(disposing);
        }
    }
}
