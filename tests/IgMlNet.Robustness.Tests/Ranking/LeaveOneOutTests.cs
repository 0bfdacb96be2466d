using IgMlNet.Robustness.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Ranking;

public sealed class LeaveOneOutTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("lo-ir", "rankings/loir_layer4_signed.npy")]
    [InlineData("lo-ir-absolute", "rankings/loir_layer4_absolute.npy")]
    public void Scores_of_the_penultimate_layer_are_the_published_codes(string method, string expected)
    {
        var classifier = ReferenceModel.Classifier;
        var ranking = Rank(RankingMethod.Find(method), "layer4", ReferenceModel.Probe.Count);

        Assert.Equal([classifier.PenultimateLayer.NeuronCount, 10L], ReferenceModel.Array(expected).Shape);
        TensorAssert.IsNearInEveryElement(ReferenceModel.Array(expected), ranking.Scores, Tolerance);
        Assert.Equal(
            new RankingManifest(method, "layer4", 128, 10, classifier.ContentHash, ReferenceModel.Probe.ContentHash, 2000),
            ranking.Manifest);
    }

    [Fact]
    public void Scores_of_a_layer_before_nonlinear_ones_are_the_published_codes() => TensorAssert.IsNearInEveryElement(
        ReferenceModel.Array("rankings/loir_layer3_signed_probe200.npy"),
        Rank(LeaveOneOut.Signed, "layer3", probeCount: 200).Scores,
        Tolerance);

    [Theory]
    [InlineData("lo-ir")]
    [InlineData("lo-ir-absolute")]
    public void The_closed_form_is_what_masked_copies_give(string id)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        var method = (LeaveOneOut)RankingMethod.Find(id);
        var probe = TinyModels.Images(23);

        var closed = method.Rank(classifier, classifier.PenultimateLayer, probe, new RankingOptions(), null, Cancellation);
        var masked = method.ScoreBySuffix(
            new RankingTask(classifier, classifier.PenultimateLayer, probe, new RankingOptions(), null, Cancellation));

        TensorAssert.IsNearInEveryElement(closed.ToCheckpointTensor("scores"), masked, Tolerance);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 20)]
    [InlineData(23, 10_000)]
    public void Batches_and_copies_make_no_difference_beyond_rounding(int batchSize, int maskedCopies)
    {
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(23);
        var options = new RankingOptions { BatchSize = batchSize, MaskedCopies = maskedCopies };

        foreach (var layer in classifier.NeuronLayers)
        {
            var usual = LeaveOneOut.Signed.Rank(classifier, layer, probe, new RankingOptions(), null, Cancellation);
            var divided = LeaveOneOut.Signed.Rank(classifier, layer, probe, options, null, Cancellation);

            TensorAssert.IsNearInEveryElement(usual.ToCheckpointTensor("scores"), divided.Scores, Tolerance);
        }
    }

    [Fact]
    public void Scores_are_the_definition_worked_out_neuron_by_neuron()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(11);
        var layer = classifier.Layer("layer2");
        var images = probe.ImageTensor(.., CPU);
        var expected = new double[layer.NeuronCount, TinyModels.ClassCount];
        for (var neuron = 0; neuron < layer.NeuronCount; neuron++)
        {
            var activations = classifier.UpTo(layer, images);
            var whole = classifier.From(layer, activations);
            activations.select(1, neuron).zero_();
            var change = whole - classifier.From(layer, activations);
            for (var label = 0; label < TinyModels.ClassCount; label++)
            {
                expected[neuron, label] = Enumerable.Range(0, probe.Count).Where(i => probe.Labels[i] == label)
                    .Average(i => change[i, label].ToDouble());
            }
        }

        var ranking = LeaveOneOut.Signed.Rank(classifier, layer, probe, new RankingOptions(), null, Cancellation);

        var largest = expected.Cast<double>().Max(Math.Abs);
        for (var neuron = 0; neuron < layer.NeuronCount; neuron++)
        {
            for (var label = 0; label < TinyModels.ClassCount; label++)
                Assert.Equal(expected[neuron, label], ranking[neuron, label], largest * Tolerance);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static NeuronImportanceRanking Rank(RankingMethod method, string layer, int probeCount) => method.Rank(
        ReferenceModel.Classifier,
        ReferenceModel.Classifier.Layer(layer),
        ReferenceModel.Probe.Take(probeCount),
        new RankingOptions(),
        null,
        Cancellation);
}
