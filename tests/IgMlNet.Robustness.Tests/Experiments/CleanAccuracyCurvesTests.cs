using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Experiments;

public sealed class CleanAccuracyCurvesTests : IDisposable
{
    private readonly Classifier _classifier = TinyModels.Classifier();

    public void Dispose() => _classifier.Dispose();

    [Theory]
    [InlineData("layer4")]
    [InlineData("layer2")]
    public void Accuracies_are_those_of_the_defense_at_every_k(string layer)
    {
        var images = TinyModels.Images(150);
        NeuronImportanceRanking[] rankings = [Rank(LeaveOneOut.Signed, layer), Rank(RandomRanking.Keeping(default), layer)];
        var ks = CleanAccuracyCurves.UsualKs(rankings[0].NeuronCount);
        var heard = new List<double>();

        var curves = CleanAccuracyCurves.Measure(
            _classifier, rankings, ks, images, new Reports<double>(heard.Add), TestContext.Current.CancellationToken);

        Assert.Equal(Accuracy(_classifier), curves.BaseAccuracy, 1e-12);
        Assert.Equal([128 / 150.0, 1], heard);
        foreach (var (ranking, curve) in rankings.Zip(curves.Curves))
        {
            Assert.Equal(ks, curve.Select(one => one.K));
            Assert.Equal(curves.BaseAccuracy, curve[^1].Accuracy, 1e-12);
            foreach (var one in curve)
            {
                using var masked = new InterpretabilityGuided(
                    ranking, new InterpretabilityGuidedOptions { K = one.K }).Defend(_classifier);
                Assert.Equal(Accuracy(masked), one.Accuracy, 1e-12);
            }
        }

        double Accuracy(ImageModel model)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var random = TinyModels.Streams(images.Count);
            return model.Logits(images.ImageTensor(.., CPU), random).argmax(1).eq(images.LabelTensor(.., CPU))
                .to(ScalarType.Float64).mean().item<double>();
        }
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(10, new[] { 1, 2, 3, 4, 6, 8, 10 })]
    [InlineData(64, new[] { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64 })]
    public void The_usual_ks_are_about_two_an_octave_and_end_with_all_neurons(int neurons, int[] expected) =>
        Assert.Equal(expected, CleanAccuracyCurves.UsualKs(neurons));

    [Fact]
    public void What_cannot_be_measured_is_refused_and_no_tensor_is_left()
    {
        var ranking = Rank(LeaveOneOut.Signed, "layer4");
        var other = Rank(LeaveOneOut.Signed, "layer2");
        var images = TinyModels.Images(9);
        var cancellation = TestContext.Current.CancellationToken;

        TensorLeaks.AssertNone(() =>
        {
            CleanAccuracyCurves.Measure(_classifier, [ranking], [1, 2], images, null, cancellation);
            Assert.Throws<ArgumentException>(() => CleanAccuracyCurves.Measure(_classifier, [], [1], images, null, cancellation));
            Assert.Throws<ArgumentException>(() => CleanAccuracyCurves.Measure(_classifier, [ranking], [], images, null, cancellation));
            Assert.Throws<ArgumentException>(
                () => CleanAccuracyCurves.Measure(_classifier, [ranking, other], [1], images, null, cancellation));
            Assert.Throws<ArgumentException>(
                () => CleanAccuracyCurves.Measure(_classifier, [ranking], [1, 99], images, null, cancellation));
            Assert.Throws<ArgumentException>(
                () => CleanAccuracyCurves.Measure(_classifier, [ranking], [1], images.Take(0), null, cancellation));
        });
    }

    private NeuronImportanceRanking Rank(RankingMethod method, string layer) => method.Rank(
        _classifier, _classifier.Layer(layer), TinyModels.Images(23), new RankingOptions(), null, CancellationToken.None);
}
