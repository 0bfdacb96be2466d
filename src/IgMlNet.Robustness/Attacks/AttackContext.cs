using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// What an attack's author works with: the images, the budget, the model as far as it may be used, and random numbers. Every
/// use of the model is counted here, and cancellation is seen at each.
/// </summary>
public sealed class AttackContext
{
    private readonly ImageModel _model;
    private readonly CancellationToken _cancellationToken;

    internal AttackContext(
        ImageModel model, AttackBatch batch, ThreatModel threatModel, RandomStreams random, CancellationToken cancellationToken)
    {
        _model = model;
        Images = batch.Images;
        Labels = batch.Labels;
        ThreatModel = threatModel;
        Random = random;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The unperturbed images x, [n, C, H, W], pixels in [0,1].</summary>
    public Tensor Images { get; }

    /// <summary>The true classes y, [n], int64.</summary>
    public Tensor Labels { get; }

    /// <summary>The norm and ε.</summary>
    public ThreatModel ThreatModel { get; }

    /// <summary>One stream for each image, for this attack alone.</summary>
    public RandomStreams Random { get; }

    /// <summary>Images for which logits were asked for, without a gradient.</summary>
    internal long Queries { get; private set; }

    /// <summary>Images for which a gradient was computed.</summary>
    internal long Gradients { get; private set; }

    /// <summary>Logits [n, K] of the model under attack, without a gradient.</summary>
    public Tensor Logits(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        _cancellationToken.ThrowIfCancellationRequested();
        Queries += images.shape[0];
        using var noGrad = no_grad();
        return _model.Logits(images, Random);
    }

    /// <summary>
    /// Logits, loss and the gradient of the loss with respect to the images, from one forward and one backward pass through the
    /// model's surrogate.
    /// </summary>
    public LossGradient Gradient(Tensor images, AttackLoss loss)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(loss);
        _cancellationToken.ThrowIfCancellationRequested();
        Gradients += images.shape[0];
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var input = images.detach().requires_grad_(true);
        var logits = _model.Surrogate.Logits(input, Random);
        var perImage = loss.PerImage(logits, Labels);
        var gradient = autograd.grad([perImage.sum()], [input])[0];
        return new LossGradient(
            logits.detach().MoveToOuterDisposeScope(),
            perImage.detach().MoveToOuterDisposeScope(),
            gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The allowed images nearest to <paramref name="candidates"/>.</summary>
    public Tensor Project(Tensor candidates) => ThreatModel.Project(Images, candidates);
}
