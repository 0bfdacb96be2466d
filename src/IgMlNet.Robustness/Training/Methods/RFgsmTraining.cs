using IgMlNet.Robustness.Attacks;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Methods;

/// <summary>
/// R-FGSM, "fast" adversarial training: a uniform start in the ball, one gradient-sign step of 1.25 ε, projected back.
/// </summary>
/// <remarks>Paper: Wong et al., Fast Is Better Than Free: Revisiting Adversarial Training (ICLR 2020). ℓ∞ only.</remarks>
internal sealed class RFgsmTraining : TrainingMethod
{
    private const double RelativeStep = 1.25;

    public override string Id => "r-fgsm";

    public override string Paper => "Wong et al., Fast Is Better Than Free: Revisiting Adversarial Training (ICLR 2020)";

    public override IReadOnlyList<Norm> Norms { get; } = [Norm.Linf];

    public override IReadOnlyDictionary<string, double> Parameters { get; } =
        new Dictionary<string, double> { ["step / ε"] = RelativeStep };

    internal override (Tensor Loss, Tensor AttackedLogits) Loss(
        nn.Module<Tensor, Tensor> network, Tensor images, Tensor labels, ThreatModel threatModel, Generator generator)
    {
        var epsilon = threatModel.Epsilon;
        var start = threatModel.Project(images, images + Uniform(images, epsilon, generator));
        var gradient = InputGradient(start, input => nn.functional.cross_entropy(network.call(input), labels));
        var attacked = threatModel.Project(images, start + (gradient.sign() * (RelativeStep * epsilon)));
        var logits = network.call(attacked);
        return (nn.functional.cross_entropy(logits, labels), logits.detach());
    }
}
