using IgMlNet.Robustness.Attacks;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Methods;

/// <summary>Adversarial training with projected gradient descent: 10 steps of ε/4 from a uniform start.</summary>
/// <remarks>
/// Paper: Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks (ICLR 2018); steps as commonly used for
/// CIFAR-10. The network is in evaluation mode while the perturbation is sought.
/// </remarks>
internal sealed class PgdTraining : TrainingMethod
{
    private const int Steps = 10;
    private const double RelativeStep = 0.25;

    public override string Id => "pgd";

    public override string Paper => "Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks (ICLR 2018)";

    public override IReadOnlyDictionary<string, double> Parameters { get; } =
        new Dictionary<string, double> { ["steps"] = Steps, ["step / ε"] = RelativeStep };

    internal override (Tensor Loss, Tensor AttackedLogits) Loss(
        nn.Module<Tensor, Tensor> network, Tensor images, Tensor labels, ThreatModel threatModel, Generator generator)
    {
        var attacked = threatModel.Project(images, images + Uniform(images, threatModel.Epsilon, generator));
        network.eval();
        for (var step = 0; step < Steps; step++)
        {
            var gradient = InputGradient(attacked, input => nn.functional.cross_entropy(network.call(input), labels));
            attacked = threatModel.Project(
                images,
                attacked + (threatModel.Norm.SteepestAscent(gradient) * (RelativeStep * threatModel.Epsilon)));
        }

        network.train();
        var logits = network.call(attacked);
        return (nn.functional.cross_entropy(logits, labels), logits.detach());
    }
}
