using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Native;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Methods;

/// <summary>How a batch is made adversarial while a base model is trained, and the loss that is then driven down.</summary>
public abstract class TrainingMethod
{
    private protected TrainingMethod()
    {
    }

    /// <summary>The methods with their default parameters.</summary>
    public static IReadOnlyList<TrainingMethod> All { get; } =
        [new NFgsmTraining(), new RFgsmTraining(), new PgdTraining(), new TradesTraining()];

    /// <summary>The identifier that commands and recipes use.</summary>
    public abstract string Id { get; }

    /// <summary>Authors, title and venue of the paper.</summary>
    public abstract string Paper { get; }

    /// <summary>The norms that the method is defined for.</summary>
    public virtual IReadOnlyList<Norm> Norms => Norm.All;

    /// <summary>Parameters for the recipe, by name.</summary>
    public abstract IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>The method of the given identifier, with its default parameters.</summary>
    /// <exception cref="InputException">There is none; the message lists those there are.</exception>
    public static TrainingMethod Find(string id) =>
        All.FirstOrDefault(method => string.Equals(method.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException(
            $"training method '{id}'", "is not known", $"Choose one of {string.Join(", ", All.Select(method => method.Id))}");

    /// <summary>The loss of a batch, a scalar to call <c>backward</c> on, and the logits under attack, [n, K], detached.</summary>
    /// <param name="network">The network in training mode.</param>
    /// <param name="images">[n, C, H, W], pixels in [0,1].</param>
    /// <param name="labels">[n], int64.</param>
    /// <param name="threatModel">What the network is trained against.</param>
    /// <param name="generator">Where random perturbations are drawn from, on the CPU.</param>
    internal abstract (Tensor Loss, Tensor AttackedLogits) Loss(
        nn.Module<Tensor, Tensor> network, Tensor images, Tensor labels, ThreatModel threatModel, Generator generator);

    /// <summary>The gradient of a loss, a scalar, with respect to the images that it was computed from.</summary>
    private protected static Tensor InputGradient(Tensor images, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        var input = images.detach().requires_grad_(true);
        return InputGradients.Of(loss(input), input)[0].MoveToOuterDisposeScope();
    }

    /// <summary>Uniform in ±<paramref name="radius"/>, of the images' shape and device.</summary>
    private protected static Tensor Uniform(Tensor images, double radius, Generator generator) =>
        empty(images.shape, dtype: images.dtype).uniform_(-radius, radius, generator).to(images.device);
}
