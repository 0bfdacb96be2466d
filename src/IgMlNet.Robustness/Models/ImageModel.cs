using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// Anything that maps images to logits and can be attacked: a base classifier, or a classifier behind a defense. Pixels are
/// in [0,1], images [n, C, H, W]; logits are [n, K].
/// </summary>
public abstract class ImageModel : IDisposable
{
    /// <summary>The most surrogates that a model may state.</summary>
    public const int MostSurrogates = 8;

    /// <summary>A name for reports.</summary>
    public abstract string Name { get; }

    /// <summary>Channels, height and width of the images.</summary>
    public abstract ImageShape InputShape { get; }

    /// <summary>The number of classes K.</summary>
    public abstract int ClassCount { get; }

    /// <summary>The device that images must be on.</summary>
    public abstract Device Device { get; }

    /// <summary>True where the logits of an image differ from call to call.</summary>
    public virtual bool IsRandomized => false;

    /// <summary>True where a prediction itself takes gradients, as with defenses that optimize their input or weights at inference.</summary>
    public virtual bool OptimizesAtInference => false;

    /// <summary>
    /// The differentiable model that every attack takes gradients through; by default this model itself. Override it where gradients
    /// cannot flow through the model at all.
    /// </summary>
    public virtual ImageModel GradientModel => this;

    /// <summary>
    /// Further differentiable stand-ins, which <see cref="Attacks.WhiteBox.Adaptive"/> climbs in addition; by default none. At most <see
    /// cref="MostSurrogates"/>.
    /// </summary>
    public virtual IReadOnlyList<Surrogate> Surrogates => [];

    /// <summary>Forward passes of the base network that one prediction costs, counted, not timed.</summary>
    public abstract double ForwardPasses { get; }

    /// <summary>The base model that this one is, or is made around; null where there is none.</summary>
    internal virtual Classifier? BaseClassifier => null;

    /// <summary>Logits of images; differentiable with respect to them. The caller's dispose scope owns the result.</summary>
    /// <param name="images">[n, C, H, W], pixels in [0,1], on <see cref="Device"/>.</param>
    /// <param name="random">One stream for each image, from which a randomized model draws its noise.</param>
    /// <exception cref="ArgumentException">The images' shape is not the model's, or there are not as many streams as images.</exception>
    public Tensor Logits(Tensor images, RandomStreams random)
    {
        ArgumentNullException.ThrowIfNull(random);
        CheckShape(images);
        if (random.Count != images.shape[0])
            throw new ArgumentException($"There are {images.shape[0]} images but {random.Count} random streams.", nameof(random));
        return ComputeLogits(images, random);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// What of a prediction does not depend on the model's randomness and so serves any number of draws; null where nothing does.
    /// Differentiable with respect to the images. The caller's dispose scope owns it.
    /// </summary>
    internal virtual Tensor? Steady(Tensor images) => null;

    /// <summary>
    /// Logits of one draw, as <see cref="Logits"/> has them, on top of what <see cref="Steady"/> gave for these images; differentiable
    /// with respect to both. Only where <see cref="Steady"/> gives something.
    /// </summary>
    internal virtual Tensor LogitsOfDraw(Tensor images, Tensor steady, RandomStreams random) =>
        throw new NotSupportedException($"{GetType().Name} has a steady part and does not say what a draw adds to it.");

    /// <summary>Computes the logits; shapes have been checked.</summary>
    protected abstract Tensor ComputeLogits(Tensor images, RandomStreams random);

    /// <summary>Releases what the model owns.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Throws where images are not of the model's shape.</summary>
    protected void CheckShape(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var expected = InputShape;
        if (images.shape is not [_, var channels, var height, var width]
            || channels != expected.Channels || height != expected.Height || width != expected.Width)
        {
            throw new ArgumentException(
                $"{Name} takes images of shape [n, {expected.Channels}, {expected.Height}, {expected.Width}], " +
                $"not [{string.Join(", ", images.shape)}].",
                nameof(images));
        }
    }
}
