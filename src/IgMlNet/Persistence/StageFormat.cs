using System.Text.Json;
using System.Text.Json.Serialization;
using IgMlNet.Interop;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;

namespace IgMlNet.Persistence;

/// <summary>
/// A stage as a safetensors file: the base model's weights and the ranking as tensors, the rest as JSON in its metadata. Nothing in
/// it can run; sizes come from tensors that are there.
/// </summary>
/// <typeparam name="TStage">The stage.</typeparam>
/// <typeparam name="TSaved">The JSON.</typeparam>
/// <param name="source">What messages call it.</param>
/// <param name="manifestKey">Where the JSON is.</param>
internal abstract class StageFormat<TStage, TSaved>(string source, string manifestKey)
    where TStage : ImageScoringTransformer
    where TSaved : SavedStage
{
    private const int Newest = 2;
    private const string WeightPrefix = "model.";
    private const string Scores = "ranking.scores";

    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>
    /// Writes a stage. One with a network of an unregistered architecture is written too: by the time ML.NET asks for this, it has
    /// emptied the file, and a stage that is there can be loaded once its architecture is registered.
    /// </summary>
    public void Write(Stream stream, TStage stage)
    {
        var (classifier, ranking) = (stage.Scorer.Classifier, stage.Ranking);
        var weights = stage.Scorer.Weights();
        var shape = classifier.InputShape;
        var model = new SavedModel(
            classifier.Name, shape.Channels, shape.Height, shape.Width, classifier.ContentHash, ranking.Manifest);
        var json = JsonSerializer.Serialize(Describe(stage, FormatOf(stage), model), Strict);
        var scores = CheckpointTensor.FromValues(Scores, ranking.Scores, ranking.NeuronCount, ranking.ClassCount);
        SafetensorsFile.Write(stream, new StateDict(
            weights.Select(tensor => tensor.Renamed(WeightPrefix + tensor.Name)).Append(scores),
            new Dictionary<string, string> { [manifestKey] = json }));
    }

    /// <exception cref="InputException">The stream holds something else, is damaged, or is newer.</exception>
    public TStage Read(Stream stream, DeviceChoice device)
    {
        try
        {
            if (stream.CanSeek)
                return Read(SafetensorsFile.Read(stream, source), device);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return Read(SafetensorsFile.Read(copy, source), device);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException or OverflowException or EndOfStreamException)
        {
            throw Damaged("cannot be read: " + e.Message.TrimEnd('.'), e);
        }
    }

    public InputException Damaged(string problem, Exception? cause = null) => new(source, problem, "Save the model again", null, cause);

    /// <summary>The oldest format that holds all of a stage.</summary>
    protected virtual int FormatOf(TStage stage) => 1;

    /// <summary>What the tensors do not tell.</summary>
    protected abstract TSaved Describe(TStage stage, int format, SavedModel model);

    /// <summary>Makes the stage, which takes over the model unless this fails.</summary>
    protected abstract TStage Restore(TSaved saved, OpenedModel model, NeuronImportanceRanking ranking);

    /// <summary>The batch size, where it is one.</summary>
    protected int BatchSize(int saved) => saved is > 0 and <= 1 << 20 ? saved : throw Damaged("has no usable batch size");

    private TStage Read(StateDict file, DeviceChoice device)
    {
        if (!file.Metadata.TryGetValue(manifestKey, out var json) || !file.TryGet(Scores, out var scores))
            throw Damaged("is something else");
        CheckFormat(json);
        var saved = JsonSerializer.Deserialize<TSaved>(json, Strict) ?? throw Damaged("has no description");
        var description = saved.Model;
        var ranking = new NeuronImportanceRanking(scores.ToFloat32Array(), description.Ranking);
        var weights = new StateDict(file
            .Where(tensor => tensor.Name.StartsWith(WeightPrefix, StringComparison.Ordinal))
            .Select(tensor => tensor.Renamed(tensor.Name[WeightPrefix.Length..])));
        var classifier = BaseModel.Build(
            Architecture.TryFind(description.Architecture) ?? throw new InputException(
                source,
                $"holds a network of the architecture '{description.Architecture}', which is not known here",
                "Call Architecture.Register with it before loading"),
            weights,
            new ImageShape(description.Channels, description.Height, description.Width),
            source,
            device.Resolve());
        var model = new OpenedModel(classifier, IsOwned: true);
        try
        {
            return classifier.ContentHash == description.WeightsHash
                ? Restore(saved, model, ranking)
                : throw Damaged("has other weights than it was saved with");
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    private void CheckFormat(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty(nameof(SavedStage.Format), out var value)
            || value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var format) || format < 1)
            throw Damaged("does not tell the version of its format");
        if (format > Newest)
        {
            throw new InputException(
                source,
                FormattableString.Invariant($"is of format {format}, and this version reads up to {Newest}"),
                "Update the package IgMlNet");
        }
    }
}
