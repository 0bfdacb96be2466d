using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Tests.Experiments;

public sealed class OracleMasksTests : IDisposable
{
    private readonly Classifier _classifier = TinyModels.Classifier();

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void Any_mask_is_at_least_as_good_as_each_and_as_the_predicted_one()
    {
        var values = Run(k: 2);
        for (var column = 0; column < 2; column++)
        {
            Assert.True(values["any"][column] >= values["true"][column]);
            Assert.True(values["any"][column] >= values["predicted"][column]);
        }
    }

    /// <summary>Where every neuron is kept all masks are none.</summary>
    [Fact]
    public void Masks_that_keep_all_change_nothing()
    {
        var values = Run(_classifier.NeuronLayers[^1].NeuronCount);
        Assert.All(values.Values, row => Assert.Equal(values["base"], row));
    }

    private Dictionary<string, double?[]> Run(int k)
    {
        var layer = _classifier.NeuronLayers[^1];
        var images = TinyModels.Images(24);
        var method = RankingMethod.All[0];
        var table = Assert.Single(new OracleMasks().Run(
            new ExperimentSubject
            {
                Classifier = _classifier,
                Images = images,
                Probe = images,
                ThreatModel = new ThreatModel(Norm.Linf, 0.05),
                Seed = new RandomSeed(3),
                Layer = layer,
                Methods = [method],
                Rank = one => one.Rank(_classifier, layer, images, new RankingOptions(), null, TestContext.Current.CancellationToken),
                K = k,
                Steps = 5,
            },
            null, TestContext.Current.CancellationToken).Tables);
        return table.Rows.ToDictionary(
            row => row.Key.Contains(':', StringComparison.Ordinal) ? row.Key.Split(": ")[1] : "base", row => row.Values.ToArray(), StringComparer.Ordinal);
    }
}
