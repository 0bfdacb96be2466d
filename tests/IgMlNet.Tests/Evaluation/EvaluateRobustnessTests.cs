using IgMlNet.Evaluation;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Tests;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Tests.Evaluation;

public sealed class EvaluateRobustnessTests
{
    private static readonly EvaluationOptions Options = new() { ThreatModel = new ThreatModel(Norm.Linf, 8 / 255.0), CostRepetitions = 1 };
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void The_reference_model_is_attacked_on_every_row_and_attacks_only_lower_accuracy()
    {
        var probe = _ml.Data.LoadFromEnumerable(Samples.Cifar(ReferenceModel.Probe.Take(500)));
        var test = _ml.Data.LoadFromEnumerable(Samples.Cifar(Samples.CifarTest.Take(40)));
        var chain = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(new DefenseTrainerOptions
            {
                BaseModel = BaseModel.FromClassifier(ReferenceModel.Classifier),
                Defense = new InterpretabilityGuidedOptions { K = 13 },
            }));
        var model = chain.Fit(probe);
        var metrics = _ml.MulticlassClassification.EvaluateRobustness(
            test, model, [new Fgsm(), new Pgd(new PgdOptions { Steps = 5 })], Options);
        Assert.Equal(40, metrics.RowCount);
        Assert.Equal(
            _ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy, metrics.CleanAccuracy, 1e-9);
        Assert.True(metrics.CleanAccuracy > 0.5);
        Assert.True(metrics.RobustAccuracy < metrics.CleanAccuracy);
        Assert.True(metrics.BaseRobustAccuracy < metrics.BaseCleanAccuracy);
        Assert.Equal(2, metrics.AccuracyByAttack.Count);
        Assert.All(metrics.AccuracyByAttack.Values, accuracy => Assert.True(accuracy >= metrics.RobustAccuracy));
    }

    [Fact]
    public void A_whole_model_is_evaluated_as_its_stage_is()
    {
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(20));
        var model = Samples.Pipeline(_ml).Fit(_ml.Data.LoadFromEnumerable(Samples.Probe(100)));
        var stage = ((IEnumerable<ITransformer>)model).OfType<DefendedClassifierTransformer>().Single();
        var keys = ((IEnumerable<ITransformer>)model).First().Transform(rows);
        var expected = _ml.MulticlassClassification.EvaluateRobustness(keys, stage, [new Fgsm()], Options);
        var actual = _ml.MulticlassClassification.EvaluateRobustness(rows, model, [new Fgsm()], Options);
        Assert.Equal((expected.CleanAccuracy, expected.RobustAccuracy), (actual.CleanAccuracy, actual.RobustAccuracy));
    }

    [Fact]
    public void A_model_without_a_defended_classifier_or_with_two_is_refused()
    {
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(5));
        var labels = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows);
        Assert.Contains("has no stage of type", Refused(labels), StringComparison.Ordinal);
        using var scorer = Samples.Fit(_ml);
        Assert.Contains("more than one", Refused(new TransformerChain<ITransformer>(scorer, scorer)), StringComparison.Ordinal);

        string Refused(ITransformer model) => Assert.Throws<ArgumentException>(
            () => _ml.MulticlassClassification.EvaluateRobustness(rows, model, [new Fgsm()], Options)).Message;
    }

    [Fact]
    public void Labels_are_matched_by_value_and_classes_may_be_absent()
    {
        using var scorer = Samples.Fit(_ml);
        var rows = Samples.Test(40).Where(row => row.Label != Samples.ClassNames[0]).ToList();
        var all = Evaluate(scorer, rows);
        Assert.Equal(rows.Count, all.RowCount);
        Assert.Equal(
            rows.Select(row => Samples.ClassNames.ToList().IndexOf(row.Label)), all.Report.Labels);
        Assert.Equal(all.CleanAccuracy, Evaluate(scorer, [.. rows.AsEnumerable().Reverse()]).CleanAccuracy, 1e-9);
    }

    [Fact]
    public void A_row_that_cannot_be_evaluated_is_an_error_and_not_a_row_less()
    {
        using var scorer = Samples.Fit(_ml);
        var rows = Samples.Test(10);
        var known = Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(rows));
        var keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(_ml.Data.LoadFromEnumerable(rows.Take(9)));
        rows[9].Label = "something else";
        var missing = Assert.Throws<InvalidOperationException>(
            () => Evaluate(scorer, keys.Transform(_ml.Data.LoadFromEnumerable(rows))));
        Assert.Contains("row 9", missing.Message, StringComparison.Ordinal);
        rows[3].Features[7] = float.NaN;
        Assert.Throws<InvalidOperationException>(() => Evaluate(scorer, known));
    }

    private RobustnessMetrics Evaluate(DefendedClassifierTransformer scorer, IReadOnlyList<FashionRow> rows) =>
        Evaluate(scorer, Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(rows)));

    private RobustnessMetrics Evaluate(DefendedClassifierTransformer scorer, IDataView data) =>
        _ml.MulticlassClassification.EvaluateRobustness(data, scorer, [new Fgsm()], Options);
}
