using IgMlNet.Interop;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Labels;

/// <summary>The score and label columns as ML.NET's own multiclass trainers make them: promised shape and delivered schema.</summary>
internal static class ScoreSchema
{
    private const string SlotNames = "SlotNames";
    private const string TrainingLabelValues = "TrainingLabelValues";
    private const string SetId = "ScoreColumnSetId";
    private const string ScoreKind = "ScoreColumnKind";
    private const string ValueKind = "ScoreValueKind";
    private const string Multiclass = "MulticlassClassification";

    /// <summary>The promised columns.</summary>
    /// <param name="input">The input's shape.</param>
    /// <param name="settings">The names of the columns.</param>
    /// <param name="labelItemType">The type of the label's values; null where its keys have none.</param>
    public static SchemaShape Promise(SchemaShape input, ScoringSettings settings, DataViewType? labelItemType)
    {
        var columns = input.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var score = new List<SchemaShape.Column>();
        var predicted = new List<SchemaShape.Column>();
        if (labelItemType is not null)
        {
            const SchemaShape.Column.VectorKind vector = SchemaShape.Column.VectorKind.Vector;
            if (labelItemType == TextDataViewType.Instance)
                score.Add(MlNetInternals.ShapeColumn(SlotNames, vector, labelItemType));
            score.Add(MlNetInternals.ShapeColumn(TrainingLabelValues, vector, labelItemType));
            predicted.Add(MlNetInternals.ShapeColumn(LabelValues.Annotation, vector, labelItemType));
        }

        columns[settings.PredictedLabelColumnName] = MlNetInternals.ShapeColumn(
            settings.PredictedLabelColumnName,
            SchemaShape.Column.VectorKind.Scalar,
            NumberDataViewType.UInt32,
            isKey: true,
            new SchemaShape(predicted.Concat(Standard())));
        columns[settings.ScoreColumnName] = MlNetInternals.ShapeColumn(
            settings.ScoreColumnName,
            SchemaShape.Column.VectorKind.Vector,
            NumberDataViewType.Single,
            annotations: new SchemaShape(score.Concat(Standard())));
        return new SchemaShape(columns.Values);

        static IEnumerable<SchemaShape.Column> Standard() =>
        [
            MlNetInternals.ShapeColumn(SetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true),
            MlNetInternals.ShapeColumn(ScoreKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance),
            MlNetInternals.ShapeColumn(ValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance),
        ];
    }

    /// <summary>The delivered schema: input column i stays column i, then the predicted label, then the score.</summary>
    public static DataViewSchema Deliver(DataViewSchema input, ScoringSettings settings, LabelValues? labels, int classCount)
    {
        var setId = NextSetId(input);
        var score = new DataViewSchema.Annotations.Builder();
        var predicted = new DataViewSchema.Annotations.Builder();
        if (labels is not null)
        {
            if (labels.AreText)
                labels.AddTo(score, SlotNames);
            labels.AddTo(score, TrainingLabelValues);
            labels.AddTo(predicted, LabelValues.Annotation);
        }

        AddStandard(score, "Score", setId);
        AddStandard(predicted, "PredictedLabel", setId);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        schema.AddColumn(
            settings.PredictedLabelColumnName, new KeyDataViewType(typeof(uint), classCount), predicted.ToAnnotations());
        schema.AddColumn(
            settings.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single, classCount), score.ToAnnotations());
        return schema.ToSchema();
    }

    private static void AddStandard(DataViewSchema.Annotations.Builder annotations, string valueKind, uint setId)
    {
        ValueGetter<uint> getId = (ref uint value) => value = setId;
        annotations.Add(SetId, new KeyDataViewType(typeof(uint), int.MaxValue), getId);
        AddText(annotations, ScoreKind, Multiclass);
        AddText(annotations, ValueKind, valueKind);
    }

    private static void AddText(DataViewSchema.Annotations.Builder annotations, string name, string text)
    {
        ValueGetter<ReadOnlyMemory<char>> get = (ref ReadOnlyMemory<char> value) => value = text.AsMemory();
        annotations.Add(name, TextDataViewType.Instance, get);
    }

    /// <summary>Evaluators take columns of one number as belonging together; each scorer takes the next number.</summary>
    private static uint NextSetId(DataViewSchema input)
    {
        uint highest = 0;
        foreach (var column in input)
        {
            if (column.Annotations.Schema.GetColumnOrNull(SetId) is not { Type: KeyDataViewType type }
                || type.RawType != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(SetId, ref id);
            highest = Math.Max(highest, id);
        }

        return highest + 1;
    }
}
