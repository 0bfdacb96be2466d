using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation;

/// <summary>Long runs hold constant memory.</summary>
public class LongRunTests
{
    [Fact]
    public void A_thousand_attacked_batches_leave_no_tensor_behind()
    {
        using var classifier = TinyModels.Classifier();
        var images = TinyModels.Images(32);
        var ranking = LeaveOneOut.Signed.Rank(
            classifier, classifier.PenultimateLayer, images, new RankingOptions(), null, CancellationToken.None);
        using var defended = new InterpretabilityGuided(
            ranking, new InterpretabilityGuidedOptions { K = 4, Smoothing = Smoothing.For(0.05) }).Defend(classifier);
        var attack = new Fgsm();
        var threatModel = new ThreatModel(Norm.Linf, 0.05);
        Batch(0);

        TensorLeaks.AssertNone(() =>
        {
            for (var i = 0; i < 1000; i++)
                Batch(i);
        });

        void Batch(int number)
        {
            using var scope = NewDisposeScope();
            var (first, second) = (number % 32, (number + 1) % 32);
            var batch = new AttackBatch(
                images.ImageTensor([first, second], CPU), images.LabelTensor([first, second], CPU), [first, second]);
            using var result = attack.Run(defended, batch, threatModel, new RandomSeed((ulong)number), null, CancellationToken.None);
            using var random = new RandomStreams(new RandomSeed(1), batch.ImageIds);
            _ = defended.Logits(result.Adversarial, random).argmax(1);
        }
    }
}
