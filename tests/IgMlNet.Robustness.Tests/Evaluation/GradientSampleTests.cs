using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Tests.Attacks;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation;

public sealed class GradientSampleTests : IDisposable
{
    private const int Count = 6;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Classifier _classifier = TinyModels.Classifier();

    [Fact]
    public void Every_loss_that_an_attack_drives_up_is_sampled_once()
    {
        var watched = new WatchedModel(_classifier);
        Attack[] attacks =
        [
            new Pgd(), new Restarts(new Apgd(), 2), new Eot(new Apgd(new ApgdOptions { Loss = AttackLoss.Dlr })), new GamaPgd(), new Fab(),
            new WorstCase("both", "Both", [new Fgsm(), new Adaptive()]),
        ];

        var sample = Diagnose(watched, attacks);

        // The margin in any case, and cross-entropy, the difference of logits ratio and the probability margin.
        Assert.Equal(4 * Count, watched.Gradients);
        Assert.Equal(0, sample.ZeroGradientShare);
        Assert.Equal(Count, Gradients(new Square()));

        long Gradients(Attack attack)
        {
            var once = new WatchedModel(_classifier);
            Diagnose(once, [attack]);
            return once.Gradients;
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1e8)]
    public void A_scaled_head_has_gradients_and_a_decision_has_none(double scale)
    {
        using var scaled = new ChangedModel(_classifier, "scaled", logits => logits * scale);
        using var decided = new ChangedModel(_classifier, "decided", logits => logits.sign() + (logits * 0));

        Assert.Equal(0, Diagnose(scaled, [new Pgd(), new GamaPgd()]).ZeroGradientShare);
        Assert.Equal(1, Diagnose(decided, [new Pgd(), new GamaPgd()]).ZeroGradientShare);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _classifier.Dispose();
    }

    private static GradientDiagnostics Diagnose(ImageModel model, IReadOnlyList<Attack> attacks)
    {
        // Half of them labelled as the model sees them; what is misclassified as it is needs no gradient.
        var images = TinyModels.Images(Count).ImageTensor(.., CPU);
        using var streams = TinyModels.Streams(Count);
        var seen = model.Logits(images, streams).argmax(1);
        var labels = where(arange(Count).lt(Count / 2), seen, (seen + 1).remainder(TinyModels.ClassCount));
        var batch = new AttackBatch(
            images, labels, [.. Enumerable.Range(0, Count).Select(i => (long)i)]);
        return GradientSample.Diagnose(
            new Variant("base", "Base model", model, null), batch, attacks, new EvaluationOptions { ThreatModel = new ThreatModel(Norm.Linf, 0.05) });
    }
}
