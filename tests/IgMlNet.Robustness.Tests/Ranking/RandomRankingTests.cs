using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Ranking;

/// <summary>The two readings of the paper's random control.</summary>
public sealed class RandomRankingTests : IDisposable
{
    private readonly Classifier _classifier = TinyModels.Classifier();

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void Keeping_k_keeps_k_neurons_and_dropping_k_all_but_k()
    {
        var neurons = _classifier.PenultimateLayer.NeuronCount;
        Assert.Equal(3, RandomRanking.Keeping(default).KeptNeurons(3, neurons));
        Assert.Equal(neurons - 3, RandomRanking.Dropping(default).KeptNeurons(3, neurons));
        Assert.Equal(1, RandomRanking.Dropping(default).KeptNeurons(neurons, neurons));
    }

    [Fact]
    public void Dropping_k_masks_as_keeping_the_other_neurons_does()
    {
        var layer = _classifier.PenultimateLayer;
        var probe = TinyModels.Images(20);
        var ranking = RandomRanking.Dropping(new RandomSeed(4)).Rank(_classifier, layer, probe, new RankingOptions(), null, CancellationToken.None);
        var defense = new InterpretabilityGuided(ranking, new InterpretabilityGuidedOptions { K = 3 });
        Assert.Equal("Random drop-3", defense.DisplayName);
        Assert.Equal("ig-random-drop-3", defense.Id);
        using var defended = defense.Defend(_classifier);

        // The same scores under a method that keeps its top k.
        var kept = new NeuronImportanceRanking(ranking.Scores, ranking.Manifest with { Method = "random" });
        using var expected = new InterpretabilityGuided(kept, new InterpretabilityGuidedOptions { K = layer.NeuronCount - 3 }).Defend(_classifier);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = probe.ImageTensor(.., CPU);
        using var random = new RandomStreams(default, [.. Enumerable.Range(0, probe.Count).Select(i => (long)i)]);
        Assert.Equal(
            expected.Logits(images, random).data<float>().ToArray(), defended.Logits(images, random).data<float>().ToArray());
    }

    [Fact]
    public void A_seed_gives_other_neurons()
    {
        foreach (var method in new[] { RandomRanking.Keeping(default), RandomRanking.Dropping(default) })
        {
            var ranking = Rank(method);
            Assert.Equal(ranking.Scores, Rank(method.WithSeed(default)).Scores);
            Assert.NotEqual(ranking.TopNeurons(0, 5), Rank(method.WithSeed(new RandomSeed(1))).TopNeurons(0, 5));
            Assert.Equal(method.Id, method.WithSeed(new RandomSeed(1)).Id);
        }

        NeuronImportanceRanking Rank(RankingMethod method) => method.Rank(
            _classifier, _classifier.PenultimateLayer, TinyModels.Images(20), new RankingOptions(), null, CancellationToken.None);
    }
}
