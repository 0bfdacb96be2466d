using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Tests;
using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace IgMlNet.Tests;

public sealed class InterpretabilityGuidedDefenseTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_pipeline_on_the_reference_model_scores_as_the_defense_itself()
    {
        var options = new DefenseTrainerOptions
        {
            BaseModel = BaseModel.FromCheckpoint("resnet18", Samples.ReferenceCheckpoint, new ImageShape(3, 32, 32)),
            Defense = new InterpretabilityGuidedOptions { K = 13 },
            ScoreOutput = ScoreOutput.Logits,
        };
        var probe = _ml.Data.LoadFromEnumerable(Samples.Cifar(ReferenceModel.Probe));
        var test = _ml.Data.LoadFromEnumerable(Samples.Cifar(Samples.CifarTest.Take(200)));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(options));
        using var model = pipeline.Fit(probe);
        var ranking = LeaveOneOut.Signed.Rank(
            ReferenceModel.Classifier, ReferenceModel.Classifier.PenultimateLayer, ReferenceModel.Probe, new RankingOptions(),
            null, CancellationToken.None);
        for (var i = 0; i < ranking.Scores.Length; i++)
            Assert.Equal(ranking.Scores[i], model.LastTransformer.Ranking.Scores[i], 1e-6f);

        var scores = _ml.Data.CreateEnumerable<CifarScore>(model.Transform(test), reuseRowObject: false).ToList();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var defended = new InterpretabilityGuided(ranking, options.Defense).Defend(ReferenceModel.Classifier);
        using var random = new RandomStreams(default, [.. Enumerable.Range(0, 200).Select(i => (long)i)]);
        var expected = defended.Logits(Samples.CifarTest.ImageTensor(..200, CPU), random).data<float>().ToArray();
        var actual = scores.SelectMany(row => row.Score).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-3f);
        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(test));
        var correct = Enumerable.Range(0, 200).Count(i =>
            Array.IndexOf(scores[i].Score, scores[i].Score.Max()) == Samples.CifarTest.Labels[i]);
        Assert.Equal(correct / 200.0, metrics.MicroAccuracy, 1e-9);
        Assert.True(metrics.MicroAccuracy > 0.5, $"The accuracy is {metrics.MicroAccuracy}.");
    }

    [Fact]
    public void Neurons_can_be_ranked_by_class_names_with_a_clip()
    {
        var source = DatasetCatalog.BesideApplication.Open("fashion-mnist");
        var method = new ClipDissect(new ClipDissectOptions
        {
            Clip = ClipSource.FromManifest(source.Manifest!),
            Cache = FeatureCache.None,
        });
        using var fitted = Samples.Fit(_ml, Samples.Options() with { RankingMethod = method });

        // The rows that Samples.Fit ranks on are the first 100 probe images from the last to the first.
        var probe = source.Load(DatasetSplit.Probe).Subset([.. Enumerable.Range(0, 100).Reverse()]);
        var expected = method.Rank(
            Samples.TinyClassifier, Samples.TinyClassifier.PenultimateLayer, probe, new RankingOptions(), null, CancellationToken.None);
        Assert.Equal(expected.Scores, fitted.Ranking.Scores);
        Assert.Equal(expected.Manifest.Settings, fitted.Ranking.Manifest.Settings);
    }

    [Fact]
    public void Ranking_by_class_names_needs_class_names()
    {
        var options = Samples.Options() with
        {
            BaseModel = BaseModel.FromClassifier(ReferenceModel.Classifier),
            RankingMethod = new ClipDissect(),
        };
        var numbered = Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(Samples.Cifar(ReferenceModel.Probe.Take(20))));

        var error = Assert.Throws<InvalidOperationException>(
            () => _ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(options).Fit(numbered));

        Assert.Contains("class names", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_and_label_carry_the_annotations_of_ML_NETs_own_trainers()
    {
        var data = Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(Samples.Probe(100)));
        using var ours = Samples.Fit(_ml);
        var theirs = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 1).Fit(data);
        var (expected, actual) = (theirs.Transform(data).Schema, ours.Transform(data).Schema);
        foreach (var column in new[] { "Score", "PredictedLabel" })
        {
            Assert.Equal(expected[column].Type, actual[column].Type);
            Assert.Equal(Annotations(expected[column]), Annotations(actual[column]));
        }

        static IEnumerable<string> Annotations(DataViewSchema.Column column) =>
            column.Annotations.Schema.Select(a => $"{a.Name}: {a.Type}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Keys_follow_the_label_and_scores_the_keys()
    {
        var rows = Samples.Test(50);
        using var scorer = Samples.Fit(_ml);
        using var plain = _ml.Transforms.ApplyDefendedClassifier(new DefendedClassifierOptions
        {
            BaseModel = BaseModel.FromClassifier(Samples.TinyClassifier),
            Ranking = scorer.Ranking,
            Defense = Samples.Options().Defense,
        }).Fit(_ml.Data.LoadFromEnumerable(rows));
        var byClass = Samples.Scores(_ml, plain.Transform(_ml.Data.LoadFromEnumerable(rows)));
        var model = Samples.Pipeline(_ml).Fit(_ml.Data.LoadFromEnumerable(Samples.Probe(100)));
        var output = model.Transform(_ml.Data.LoadFromEnumerable(rows));
        VBuffer<ReadOnlyMemory<char>> slots = default;
        output.Schema["Score"].GetSlotNames(ref slots);
        var names = slots.DenseValues().Select(name => name.ToString()).ToList();
        Assert.NotEqual(Samples.ClassNames, names);
        var full = _ml.Data.CreateEnumerable<FashionFull>(output, reuseRowObject: false).ToList();
        foreach (var (one, other) in byClass.Zip(full))
        {
            Samples.AssertSame(one.Score, [.. Samples.ClassNames.Select(name => other.Score[names.IndexOf(name)])]);
            Assert.Equal(Samples.ClassNames[(int)one.PredictedLabel - 1], other.Predicted);
        }
    }

    [Fact]
    public void Pixels_up_to_255_score_as_pixels_up_to_1()
    {
        var rows = Samples.Test(20);
        using var unit = Samples.Fit(_ml, Samples.Options(smoothing: Smoothing.For(0.1)));
        var expected = Samples.Scores(_ml, unit.Transform(_ml.Data.LoadFromEnumerable(rows)));
        foreach (var row in rows)
            row.Features = Array.ConvertAll(row.Features, pixel => MathF.Round(pixel * 255));
        using var bytes = _ml.Transforms.ApplyDefendedClassifier(new DefendedClassifierOptions
        {
            BaseModel = Samples.TinyModel,
            Ranking = unit.Ranking,
            Defense = Samples.Options(smoothing: Smoothing.For(0.1)).Defense,
            PixelRange = PixelRange.Bytes,
        }).Fit(_ml.Data.LoadFromEnumerable(rows));
        var actual = Samples.Scores(_ml, bytes.Transform(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Equal(expected.Select(row => row.Score.Order()), actual.Select(row => row.Score.Order()), Close);

        var wrong = Assert.Throws<InvalidOperationException>(
            () => Samples.Scores(_ml, unit.Transform(_ml.Data.LoadFromEnumerable(rows))));
        Assert.Contains("PixelRange.Bytes", wrong.Message, StringComparison.Ordinal);

        static bool Close(IEnumerable<float> one, IEnumerable<float> other) =>
            one.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
    }

    [Fact]
    public void Cross_validation_fits_and_evaluates_every_fold()
    {
        var data = _ml.Data.LoadFromEnumerable(Samples.Probe(200));
        var folds = _ml.MulticlassClassification.CrossValidate(data, Samples.Pipeline(_ml), numberOfFolds: 2);
        Assert.Equal(2, folds.Count);
        Assert.Equal(200, folds.Sum(fold => fold.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum())), 1e-9);
        Assert.All(folds, fold => Assert.True(double.IsFinite(fold.Metrics.LogLoss)));
    }

    [Fact]
    public void A_fold_that_lacks_a_class_is_evaluated_where_others_ranked_it_and_named_where_it_cannot_be_ranked()
    {
        // All rows of one class lie in one fold, so that the other is evaluated on nine classes, and cannot be fitted on its own.
        var rows = Samples.Probe(100);
        var lacking = Samples.ClassNames[3];
        var data = _ml.Data.LoadFromEnumerable(rows);
        using var model = (IDisposable)Samples.Pipeline(_ml).Fit(data);
        var nine = _ml.Data.LoadFromEnumerable(rows.Where(row => row.Label != lacking));
        var metrics = _ml.MulticlassClassification.Evaluate(((ITransformer)model).Transform(nine));
        Assert.Equal(10, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.Equal(rows.Count(row => row.Label != lacking), metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()), 1e-9);
        var folds = _ml.Data.LoadFromEnumerable(rows.Select(row => new FoldRow
        {
            Label = row.Label,
            Features = row.Features,
            Fold = row.Label == lacking ? "a" : row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }));
        var unfit = Assert.ThrowsAny<Exception>(() => _ml.MulticlassClassification.CrossValidate(
            folds, Samples.Pipeline(_ml), numberOfFolds: 2, samplingKeyColumnName: "Fold")).GetBaseException();
        Assert.Contains($"no value for class '{lacking}'", unfit.Message, StringComparison.Ordinal);

        // Keys made of all rows, before rows are divided: the class has a key, but still no row to rank by.
        var withKeys = Samples.WithKeys(_ml, folds);
        var trainer = _ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(Samples.Options());
        unfit = Assert.ThrowsAny<Exception>(() => _ml.MulticlassClassification.CrossValidate(
            withKeys, trainer, numberOfFolds: 2, samplingKeyColumnName: "Fold")).GetBaseException();
        Assert.Contains($"Class '{lacking}' has no probe image", unfit.Message, StringComparison.Ordinal);

        // A ranking that needs no rows of it needs none.
        trainer = _ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(
            Samples.Options() with { RankingMethod = RandomRanking.Keeping(new RandomSeed(1)) });
        var results = _ml.MulticlassClassification.CrossValidate(
            withKeys, trainer, numberOfFolds: 2, samplingKeyColumnName: "Fold");
        Assert.Equal(100, results.Sum(fold => fold.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum())), 1e-9);
    }

    [Fact]
    public void A_class_without_rows_is_named()
    {
        var rows = Samples.Probe(100).Where(row => row.Label != Samples.ClassNames[3]);
        var missing = Assert.Throws<InvalidOperationException>(
            () => Samples.Pipeline(_ml).Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains($"no value for class '{Samples.ClassNames[3]}'", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_labels_need_the_models_class_names()
    {
        var options = Samples.Options() with { BaseModel = BaseModel.FromClassifier(Samples.TinyClassifier) };
        var unknown = Assert.Throws<InvalidOperationException>(() => Samples.Fit(_ml, options));
        Assert.Contains("in the order of its logits", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Missing", "Label", "Feature column 'Missing' not found")]
    [InlineData("Extra", "Label", "Schema mismatch for feature column 'Extra': expected Vector<Single> or Image, got VariableVector<Double>")]
    [InlineData("Features", "Nothing", "Label column 'Nothing' not found")]
    [InlineData("Features", "Note", "Schema mismatch for label column 'Note': expected Key<UInt32>, got String")]
    public void A_wrong_schema_is_refused_in_ML_NETs_words(string features, string label, string message)
    {
        var options = Samples.Options() with { FeatureColumnName = features, LabelColumnName = label };
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Fit(_ml, options));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_stops_fitting()
    {
        using var cancellation = new CancellationTokenSource();
        var options = Samples.Options() with
        {
            Progress = new Cancelling(cancellation),
            CancellationToken = cancellation.Token,
            RankingOptions = new RankingOptions { BatchSize = 10 },
        };
        Assert.Throws<OperationCanceledException>(() => Samples.Fit(_ml, options));
    }

    private sealed class FoldRow
    {
        public string Label { get; set; } = "";

        public string Fold { get; set; } = "";

        [VectorType(784)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Cancelling(CancellationTokenSource cancellation) : IProgress<double>
    {
        public void Report(double value) => cancellation.Cancel();
    }
}
