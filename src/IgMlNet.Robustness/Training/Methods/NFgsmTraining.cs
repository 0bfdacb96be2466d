using IgMlNet.Robustness.Attacks;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Methods;

/// <summary>
/// N-FGSM: one gradient-sign step of size ε from an image with strong uniform noise, ±2ε, and no projection back onto the ball,
/// which keeps single-step training from collapsing.
/// </summary>
/// <remarks>
/// Paper: de Jorge et al., Make Some Noise: Reliable and Efficient Single-Step Adversarial Training (NeurIPS 2022). ℓ∞ only.
/// </remarks>
internal sealed class NFgsmTraining : TrainingMethod
{
    private const double RelativeNoise = 2;
    private const double RelativeStep = 1;

    public override string Id => "n-fgsm";

    public override string Paper =>
        "de Jorge et al., Make Some Noise: Reliable and Efficient Single-Step Adversarial Training (NeurIPS 2022)";

    public override IReadOnlyList<Norm> Norms { get; } = [Norm.Linf];

    public override IReadOnlyDictionary<string, double> Parameters { get; } =
        new Dictionary<string, double> { ["noise / ε"] = RelativeNoise, ["step / ε"] = RelativeStep };

    internal override (Tensor Loss, Tensor AttackedLogits) Loss(
        nn.Module<Tensor, Tensor> network, Tensor images, Tensor labels, ThreatModel threatModel, Generator generator)
    {
        var epsilon = threatModel.Epsilon;
        var noisy = (images + Uniform(images, RelativeNoise * epsilon, generator)).clamp_(0, 1);
        var gradient = InputGradient(noisy, input => nn.functional.cross_entropy(network.call(input), labels));
        var attacked = (noisy + (gradient.sign() * (RelativeStep * epsilon))).clamp_(0, 1);
        var logits = network.call(attacked);
        return (nn.functional.cross_entropy(logits, labels), logits.detach());
    }
}
