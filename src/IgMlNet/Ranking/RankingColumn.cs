using System.Text.Json;
using System.Text.Json.Serialization;
using IgMlNet.Interop;
using IgMlNet.Robustness.Ranking;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Ranking;

/// <summary>
/// The columns of a ranking stage. The activations' column carries the ranking in its annotations, from where a stage further down
/// takes it.
/// </summary>
internal static class RankingColumn
{
    /// <summary>The scores, Vector&lt;Single, neurons, classes&gt;.</summary>
    public const string Importance = "NeuronImportance";

    /// <summary>What the ranking is of, as JSON.</summary>
    public const string Manifest = "NeuronRanking";

    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The promised columns.</summary>
    public static SchemaShape Promise(SchemaShape input, RankingSettings settings)
    {
        var columns = input.ToDictionary(column => column.Name, StringComparer.Ordinal);
        columns[settings.TopActivationsColumnName] = MlNetInternals.ShapeColumn(
            settings.TopActivationsColumnName,
            SchemaShape.Column.VectorKind.Vector,
            NumberDataViewType.Single,
            annotations: new SchemaShape([
                MlNetInternals.ShapeColumn(Importance, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single),
                MlNetInternals.ShapeColumn(Manifest, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance),
            ]));
        columns[settings.TopShareColumnName] = MlNetInternals.ShapeColumn(
            settings.TopShareColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single);
        return new SchemaShape(columns.Values);
    }

    /// <summary>The delivered schema: input column i stays column i, then the activations, then their share.</summary>
    public static DataViewSchema Deliver(DataViewSchema input, RankingSettings settings, NeuronImportanceRanking ranking)
    {
        var json = JsonSerializer.Serialize(ranking.Manifest, Strict);
        ValueGetter<VBuffer<float>> getScores = (ref VBuffer<float> target) =>
        {
            var editor = VBufferEditor.Create(ref target, ranking.Scores.Length);
            ranking.Scores.CopyTo(editor.Values);
            target = editor.Commit();
        };
        ValueGetter<ReadOnlyMemory<char>> getJson = (ref ReadOnlyMemory<char> value) => value = json.AsMemory();
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(
            Importance, new VectorDataViewType(NumberDataViewType.Single, ranking.NeuronCount, ranking.ClassCount), getScores);
        annotations.Add(Manifest, TextDataViewType.Instance, getJson);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        schema.AddColumn(
            settings.TopActivationsColumnName,
            new VectorDataViewType(NumberDataViewType.Single, settings.K),
            annotations.ToAnnotations());
        schema.AddColumn(settings.TopShareColumnName, NumberDataViewType.Single);
        return schema.ToSchema();
    }

    /// <summary>Whether a stage further up promises a column with a ranking.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it carries no ranking.</exception>
    public static void Check(SchemaShape inputSchema, string name)
    {
        var column = inputSchema.Where(column => column.Name == name).ToList();
        if (column.Count == 0)
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Ranking column '{name}' not found");
        if (!column[0].Annotations.Select(annotation => annotation.Name).Order(StringComparer.Ordinal)
            .SequenceEqual([Importance, Manifest]))
        {
            throw new ArgumentOutOfRangeException(
                nameof(inputSchema), $"Ranking column '{name}' carries no ranking; it has to be the activations of RankNeurons");
        }
    }

    /// <summary>The ranking that a column carries.</summary>
    /// <exception cref="InvalidOperationException">It is damaged.</exception>
    public static NeuronImportanceRanking Read(DataViewSchema.Column column)
    {
        VBuffer<float> scores = default;
        ReadOnlyMemory<char> json = default;
        column.Annotations.GetValue(Importance, ref scores);
        column.Annotations.GetValue(Manifest, ref json);
        try
        {
            var manifest = JsonSerializer.Deserialize<RankingManifest>(json.Span, Strict) ?? throw new JsonException("It is null.");
            return new NeuronImportanceRanking([.. scores.DenseValues()], manifest);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidOperationException($"The ranking that column '{column.Name}' carries is damaged: {e.Message}", e);
        }
    }
}
