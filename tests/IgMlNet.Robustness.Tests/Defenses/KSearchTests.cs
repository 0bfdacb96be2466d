using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses;

public sealed class KSearchTests : IDisposable
{
    private readonly Classifier _classifier = TinyModels.Classifier();
    private readonly LabeledImages _probe = TinyModels.Images(64);

    [Fact]
    public void The_found_k_keeps_accuracy_and_the_next_smaller_does_not()
    {
        var ranking = Ranking();
        var found = KSearch.SmallestKeepingAccuracy(_classifier, ranking, _probe, 0.02, CancellationToken.None);

        var k = found.K;
        Assert.InRange(k, 1, ranking.NeuronCount);
        Assert.Equal((double)Correct(_classifier) / _probe.Count, found.BaseAccuracy, 1e-12);
        Assert.InRange(found.Tried.Count, 1, 1 + (int)Math.Ceiling(Math.Log2(ranking.NeuronCount)));
        Assert.All(found.Tried, one => Assert.Equal((double)CorrectAt(ranking, one.K) / _probe.Count, one.Accuracy, 1e-12));
        var needed = Correct(_classifier) - (0.02 * _probe.Count);
        Assert.True(CorrectAt(ranking, k) >= needed);
        if (k > 1)
            Assert.True(CorrectAt(ranking, k - 1) < needed);
    }

    [Fact]
    public void With_every_loss_tolerated_one_neuron_is_enough() =>
        Assert.Equal(1, KSearch.SmallestKeepingAccuracy(_classifier, Ranking(), _probe, 1, CancellationToken.None).K);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_tolerance_that_is_no_share_is_refused(double tolerance) => Assert.Throws<ArgumentOutOfRangeException>(
        () => KSearch.SmallestKeepingAccuracy(_classifier, Ranking(), _probe, tolerance, CancellationToken.None));

    [Fact]
    public void No_images_are_refused() => Assert.Throws<ArgumentException>(
        () => KSearch.SmallestKeepingAccuracy(_classifier, Ranking(), _probe.Take(0), 0.01, CancellationToken.None));

    [Fact]
    public void No_tensor_is_left_behind()
    {
        var ranking = Ranking();
        TensorLeaks.AssertNone(
            () => KSearch.SmallestKeepingAccuracy(_classifier, ranking, _probe, 0.02, CancellationToken.None));
    }

    public void Dispose() => _classifier.Dispose();

    private NeuronImportanceRanking Ranking() => LeaveOneOut.Signed.Rank(
        _classifier, _classifier.PenultimateLayer, _probe, new RankingOptions(), null, CancellationToken.None);

    private long CorrectAt(NeuronImportanceRanking ranking, int k)
    {
        using var masked = new InterpretabilityGuided(ranking, new InterpretabilityGuidedOptions { K = k }).Defend(_classifier);
        return Correct(masked);
    }

    private long Correct(ImageModel model)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStreams(default, [.. Enumerable.Range(0, _probe.Count).Select(i => (long)i)]);
        return model.Logits(_probe.ImageTensor(.., CPU), random).argmax(1).eq(_probe.LabelTensor(.., CPU)).sum().item<long>();
    }
}
