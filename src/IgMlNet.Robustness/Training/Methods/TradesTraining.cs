using IgMlNet.Robustness.Attacks;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Methods;

/// <summary>
/// TRADES: cross-entropy on clean images plus β times the divergence of the predictions under attack from the clean ones; the
/// attack drives up that divergence, 10 steps of ε/4 from a slightly perturbed start.
/// </summary>
/// <remarks>
/// Paper: Zhang et al., Theoretically Principled Trade-off between Robustness and Accuracy (ICML 2019); β = 6 as there.
/// </remarks>
internal sealed class TradesTraining : TrainingMethod
{
    private const int Steps = 10;
    private const double RelativeStep = 0.25;
    private const double Beta = 6;
    private const double StartDeviation = 0.001;

    public override string Id => "trades";

    public override string Paper =>
        "Zhang et al., Theoretically Principled Trade-off between Robustness and Accuracy (ICML 2019)";

    public override IReadOnlyDictionary<string, double> Parameters { get; } =
        new Dictionary<string, double> { ["steps"] = Steps, ["step / ε"] = RelativeStep, ["β"] = Beta };

    internal override (Tensor Loss, Tensor AttackedLogits) Loss(
        nn.Module<Tensor, Tensor> network, Tensor images, Tensor labels, ThreatModel threatModel, Generator generator)
    {
        network.eval();
        Tensor clean;
        using (no_grad())
            clean = nn.functional.softmax(network.call(images), 1);
        var attacked = (images + empty(images.shape, dtype: images.dtype).normal_(0, StartDeviation, generator).to(images.device))
            .clamp_(0, 1);
        for (var step = 0; step < Steps; step++)
        {
            var gradient = InputGradient(attacked, input => Divergence(network.call(input), clean));
            attacked = threatModel.Project(
                images,
                attacked + (threatModel.Norm.SteepestAscent(gradient) * (RelativeStep * threatModel.Epsilon)));
        }

        network.train();
        var cleanLogits = network.call(images);
        var attackedLogits = network.call(attacked);
        var loss = nn.functional.cross_entropy(cleanLogits, labels)
            + (Divergence(attackedLogits, nn.functional.softmax(cleanLogits, 1)) * (Beta / images.shape[0]));
        return (loss, attackedLogits.detach());
    }

    /// <summary>KL(target ‖ softmax(logits)), summed over the batch.</summary>
    internal static Tensor Divergence(Tensor logits, Tensor target) =>
        nn.functional.kl_div(nn.functional.log_softmax(logits, 1), target, log_target: false, reduction: nn.Reduction.Sum);
}
