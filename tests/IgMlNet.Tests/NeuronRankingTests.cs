using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Tests;
using Microsoft.ML;
using static TorchSharp.torch;

namespace IgMlNet.Tests;

public sealed class NeuronRankingTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Activations_and_share_on_the_reference_model_are_those_of_its_layer()
    {
        const int k = 13, count = 100;
        var probe = Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(Samples.Cifar(ReferenceModel.Probe)));
        using var ranker = _ml.Transforms.RankNeurons(new NeuronRankingOptions
        {
            BaseModel = BaseModel.FromCheckpoint("resnet18", Samples.ReferenceCheckpoint, new ImageShape(3, 32, 32)),
            K = k,
        }).Fit(probe);
        var (classifier, layer) = (ReferenceModel.Classifier, ReferenceModel.Classifier.PenultimateLayer);
        var ranking = LeaveOneOut.Signed.Rank(
            classifier, layer, ReferenceModel.Probe, new RankingOptions(), null, CancellationToken.None);
        Assert.Equal(ranking.Manifest with { ProbeHash = "" }, ranker.Ranking.Manifest with { ProbeHash = "" });
        var rows = _ml.Data.CreateEnumerable<TopActivations>(
            ranker.Transform(_ml.Data.LoadFromEnumerable(Samples.Cifar(Samples.CifarTest.Take(count)))), reuseRowObject: false).ToList();

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var activations = classifier.UpTo(layer, Samples.CifarTest.ImageTensor(..count, CPU));
        var predicted = classifier.From(layer, activations).argmax(1).data<long>().ToArray();
        var means = activations.mean([2, 3]).contiguous().data<float>().ToArray();
        Assert.Equal(count, rows.Count);
        for (var row = 0; row < count; row++)
        {
            var mean = means.AsSpan(row * layer.NeuronCount, layer.NeuronCount).ToArray();
            var top = ranker.Ranking.TopNeurons((int)predicted[row], k);
            Assert.Equal([.. top.Select(neuron => mean[neuron])], rows[row].Values, Close);

            // After a ReLU no activation is negative.
            Assert.Equal(top.Sum(neuron => (double)mean[neuron]) / mean.Sum(activation => (double)activation), rows[row].TopActivationShare, 1e-4);
        }

        // The important tenth of the neurons carries more than a tenth of the activation.
        Assert.True(rows.Average(row => row.TopActivationShare) > 1.5 * k / layer.NeuronCount);

        static bool Close(float one, float other) => Math.Abs(one - other) < 1e-4;
    }

    /// <summary>Features [n, N] need no averaging: the columns hold the activations themselves. The sample rows are in reverse order.</summary>
    [Fact]
    public void Activations_of_a_fully_connected_layer_are_its_features()
    {
        const int k = 3, count = 20;
        using var classifier = new Classifier(new Mlp(), CPU);
        using var ranker = _ml.Transforms.RankNeurons(new NeuronRankingOptions { BaseModel = BaseModel.FromClassifier(classifier, Samples.ClassNames), K = k })
            .Fit(Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(Samples.Probe(100))));

        var rows = _ml.Data.CreateEnumerable<TopActivations>(
            ranker.Transform(_ml.Data.LoadFromEnumerable(Samples.Test(count))), reuseRowObject: false).ToList();

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = DatasetCatalog.BesideApplication.Open("fashion-mnist").Load(DatasetSplit.Test).ImageTensor(..count, CPU);
        var features = classifier.UpTo(classifier.PenultimateLayer, images);
        var all = features.contiguous().data<float>().ToArray();
        var predicted = classifier.Logits(images).argmax(1).data<long>().ToArray();
        for (var row = 0; row < count; row++)
        {
            var values = all.AsSpan(row * 12, 12).ToArray();
            var top = ranker.Ranking.TopNeurons((int)predicted[row], k);
            Assert.Equal([.. top.Select(neuron => values[neuron])], rows[count - 1 - row].Values, (one, other) => Math.Abs(one - other) < 1e-4);
            Assert.Equal(top.Sum(neuron => values[neuron]) / values.Sum(), rows[count - 1 - row].TopActivationShare, 1e-4);
        }
    }

    [Fact]
    public void A_scorer_further_down_takes_the_ranking_over_and_ranks_nothing_itself()
    {
        var trainer = Samples.Options() with
        {
            RankingColumnName = "TopActivations",
            Progress = new Refusing(),
        };
        var probe = _ml.Data.LoadFromEnumerable(Samples.Probe(100));
        var chain = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.RankNeurons(Samples.RankingOptions()))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(trainer));
        var model = chain.Fit(probe);
        using var alone = Samples.Fit(_ml);
        Assert.Equal(alone.Ranking.Scores.ToArray(), model.LastTransformer.Ranking.Scores.ToArray());
        Assert.Equal(alone.Ranking.Manifest, model.LastTransformer.Ranking.Manifest);
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(20));
        Samples.AssertSame(Samples.Scores(_ml, alone.Transform(rows)), Samples.Scores(_ml, model.Transform(rows)));
        var stage = model.OfType<NeuronRankingTransformer>().Single();
        Assert.Equal(0, stage.Scorer.Batches);

        using var file = new MemoryStream();
        _ml.Model.Save(model, probe.Schema, file);
        var loaded = new MLContext().Model.Load(new MemoryStream(file.ToArray()), out _);
        Samples.AssertSame(Samples.Scores(_ml, alone.Transform(rows)), Samples.Scores(_ml, loaded.Transform(rows)));
        var more = _ml.Data.LoadFromEnumerable(Samples.Probe(200));
        Assert.Equal(2, _ml.MulticlassClassification.CrossValidate(more, chain, numberOfFolds: 2).Count);
    }

    [Fact]
    public void A_fitted_ranking_is_handed_to_a_scorer_that_fits_nothing()
    {
        using var ranker = Fit(Samples.RankingOptions());
        using var scorer = _ml.Transforms.ApplyDefendedClassifier(new DefendedClassifierOptions
        {
            BaseModel = Samples.TinyModel,
            Ranking = ranker.Ranking,
            Defense = Samples.Options().Defense,
        }).Fit(_ml.Data.LoadFromEnumerable(Samples.Test(1)));
        Assert.Same(ranker.Ranking, scorer.Ranking);
    }

    [Fact]
    public void A_column_without_a_ranking_another_layer_and_another_model_are_refused()
    {
        using var ranker = Fit(Samples.RankingOptions());
        var ranked = ranker.Transform(Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(Samples.Probe(10))));
        var options = Samples.Options() with { RankingColumnName = "TopActivations" };
        Assert.Contains("'Features' carries no ranking", Refused(options with { RankingColumnName = "Features" }), StringComparison.Ordinal);
        Assert.Contains("'Nothing' not found", Refused(options with { RankingColumnName = "Nothing" }), StringComparison.Ordinal);
        Assert.Contains("is of 'layer4'", Refused(options with { Layer = "layer3" }), StringComparison.Ordinal);
        using var network = Samples.TinyNetwork();
        using (no_grad())
            network.parameters().First().add_(1);
        using var other = new Classifier(network, CPU);
        Assert.Contains(
            "other weights", Refused(options with { BaseModel = BaseModel.FromClassifier(other, Samples.ClassNames) }), StringComparison.Ordinal);

        string Refused(DefenseTrainerOptions wrong) => Assert.ThrowsAny<Exception>(
            () => _ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(wrong).Fit(ranked)).Message;
    }

    [Fact]
    public void A_row_that_is_not_finite_has_missing_values_and_is_counted()
    {
        using var ranker = Fit(Samples.RankingOptions());
        var rows = Samples.Test(10);
        var expected = Values(ranker, rows);
        rows[4].Features[5] = float.NaN;
        var actual = Values(ranker, rows);
        Assert.Equal(1, ranker.NonFiniteRowCount);
        for (var i = 0; i < rows.Count; i++)
        {
            if (i == 4)
                Assert.All(actual[i].Values.Append(actual[i].TopActivationShare), value => Assert.True(float.IsNaN(value)));
            else
                Samples.AssertSame(expected[i].Values, actual[i].Values);
        }
    }

    [Fact]
    public void More_neurons_than_the_layer_has_are_refused()
    {
        var wrong = Assert.ThrowsAny<ArgumentException>(() => Fit(Samples.RankingOptions() with { K = 17 }));
        Assert.Contains("k = 17 is more than the 16 neurons of layer4", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ranking_of_another_layer_is_told_by_the_annotations()
    {
        using var ranker = Fit(Samples.RankingOptions() with { Layer = "layer3" });
        Assert.Equal("layer3", ranker.Ranking.Manifest.Layer);
        var column = ranker.GetOutputSchema(_ml.Data.LoadFromEnumerable(Samples.Test(1)).Schema)["TopActivations"];
        Microsoft.ML.Data.VBuffer<float> scores = default;
        ReadOnlyMemory<char> manifest = default;
        column.Annotations.GetValue("NeuronImportance", ref scores);
        column.Annotations.GetValue("NeuronRanking", ref manifest);
        Assert.Equal(ranker.Ranking.Scores.ToArray(), scores.DenseValues());
        Assert.Contains("\"Layer\":\"layer3\"", manifest.ToString(), StringComparison.Ordinal);
    }

    private NeuronRankingTransformer Fit(NeuronRankingOptions options) => _ml.Transforms.RankNeurons(options).Fit(
        Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(Samples.Probe(100))));

    private List<TopActivations> Values(NeuronRankingTransformer ranker, IReadOnlyList<FashionRow> rows) =>
        [.. _ml.Data.CreateEnumerable<TopActivations>(ranker.Transform(_ml.Data.LoadFromEnumerable(rows)), reuseRowObject: false)];

    private sealed class Refusing : IProgress<double>
    {
        public void Report(double value) => throw new InvalidOperationException("It ranks again.");
    }

    private sealed class Mlp : StagedNetwork
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly TorchSharp.Modules.Linear fc1 = nn.Linear(784, 12);
        private readonly TorchSharp.Modules.Linear fc2 = nn.Linear(12, 10);
#pragma warning restore IDE1006, CA2213

        public Mlp()
            : base("mlp", new NetworkDimensions { Input = new ImageShape(1, 28, 28), ClassCount = 10 }) => Define(
                Stage.Plain("flatten", x => x.flatten(1)),
                Stage.Neurons("fc1", 12, LayerForm.Features, x => fc1.call(x).relu()),
                Stage.Linear("fc2", fc2));
    }
}
