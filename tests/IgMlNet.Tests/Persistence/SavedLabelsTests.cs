using System.Globalization;
using IgMlNet.Labels;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace IgMlNet.Tests.Persistence;

/// <summary>Labels of every type that ML.NET makes keys of, through fitting, saving, loading and back to values.</summary>
public sealed class SavedLabelsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Labels_of_every_type_are_predicted_by_a_loaded_model()
    {
        Check("one", "two", "three");
        Check<sbyte>(2, 0, 1);
        Check<byte>(2, 0, 1);
        Check<short>(2, 0, 1);
        Check<ushort>(2, 0, 1);
        Check(2, 0, 1);
        Check(2u, 0u, 1u);
        Check(2L, 0, 1);
        Check(2ul, 0ul, 1ul);
        Check(2f, 0, 1);
        Check(2.0, 0, 1);
        Check(true, false);
        Check(new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTime(1999, 1, 1));
        Check(new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)), DateTimeOffset.UnixEpoch);
        Check(TimeSpan.FromDays(3), TimeSpan.FromTicks(12345));
    }

    [Fact]
    public void Keys_without_values_stay_keys_without_values()
    {
        var definition = SchemaDefinition.Create(typeof(Row<uint>));
        definition["Label"].ColumnType = new KeyDataViewType(typeof(uint), 3);
        var data = _ml.Data.LoadFromEnumerable(Rows([0u, 1u, 2u]), definition);
        using var classifier = Network(3);
        using var scorer = Trainer(BaseModel.FromClassifier(classifier)).Fit(data);
        var output = Reload(scorer).Transform(data);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), output.Schema["PredictedLabel"].Type);
        Assert.Null(output.Schema["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Equal(scorer.Transform(data).GetColumn<uint>("PredictedLabel"), output.GetColumn<uint>("PredictedLabel"));
        Assert.True(double.IsFinite(_ml.MulticlassClassification.Evaluate(output).LogLoss));
    }

    private static List<Row<T>> Rows<T>(T[] labels) => [.. Enumerable.Range(0, 12).Select(i => new Row<T>
    {
        Label = labels[i % labels.Length],
        Features = [.. Enumerable.Range(0, 784).Select(j => 0.5f + (0.5f * MathF.Sin((0.37f * j * (1 + (i % labels.Length))) + i)))],
    })];

    private static Classifier Network(int classes) => new(
        Architecture.Find("resnet18").Create(
            new NetworkDimensions { Input = new ImageShape(1, 28, 28), ClassCount = classes, BaseWidth = 2 }, new RandomSeed(3)),
        CPU);

    private static ITransformer Reload(ITransformer model)
    {
        using var file = new MemoryStream();
        new MLContext().Model.Save(model, null, file);
        return new MLContext().Model.Load(new MemoryStream(file.ToArray()), out _);
    }

    private InterpretabilityGuidedDefenseTrainer Trainer(BaseModel model) =>
        _ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(Samples.Options() with { BaseModel = model });

    private void Check<T>(params T[] labels)
    {
        var data = _ml.Data.LoadFromEnumerable(Rows(labels));
        var keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

        // The base model's classes are the labels in the opposite order.
        var names = LabelValues.FromColumn(keys.Schema["Label"])!.Texts.Reverse().ToList();
        using var classifier = Network(labels.Length);
        var model = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(Trainer(BaseModel.FromClassifier(classifier, names)))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "PredictedLabel"))
            .Fit(data);
        var expected = Predicted<T>(model, data);
        var actual = Predicted<T>(Reload(model), data);
        Assert.Equal(expected, actual);
        Assert.All(actual, value => Assert.Contains(value, labels.Select(Text)));
        Assert.Equal(12, _ml.MulticlassClassification.Evaluate(Reload(model).Transform(data)).ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    private List<string> Predicted<T>(ITransformer model, IDataView data) =>
        [.. _ml.Data.CreateEnumerable<Value<T>>(model.Transform(data), reuseRowObject: false).Select(row => Text(row.Predicted))];

    private static string Text<T>(T value) => value is DateTime time
        ? time.Ticks.ToString(CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private sealed class Row<T>
    {
        public T Label { get; set; } = default!;

        [VectorType(784)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Value<T>
    {
        [ColumnName("Value")]
        public T Predicted { get; set; } = default!;
    }
}
