using System.Text.Json;
using System.Text.Json.Serialization;
using IgMlNet.Interop;
using IgMlNet.Labels;
using IgMlNet.Reporting;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;

namespace IgMlNet.Persistence;

/// <summary>
/// A defended classifier as a safetensors file: the base model's weights and the ranking as tensors, the rest as JSON in its
/// metadata. Nothing in it can run; sizes come from tensors that are there.
/// </summary>
internal static class ClassifierFormat
{
    private const int Format = 1;
    private const string Source = "saved defended classifier";
    private const string ManifestKey = "igmlnet.classifier";
    private const string WeightPrefix = "model.";
    private const string Scores = "ranking.scores";
    private const string Remedy = "Save the model again";

    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <exception cref="InvalidOperationException">The architecture is not a registered one.</exception>
    public static void Write(Stream stream, DefendedClassifierTransformer transformer)
    {
        var (scorer, settings, ranking) = (transformer.Scorer, transformer.Settings, transformer.Ranking);
        var (classifier, shape) = (scorer.Classifier, scorer.Shape);
        var weights = scorer.Weights();
        CheckArchitecture(classifier, weights);
        var saved = new SavedClassifier(
            Format,
            classifier.Name,
            shape.Channels,
            shape.Height,
            shape.Width,
            classifier.ContentHash,
            ranking.Manifest,
            settings.Defense.K,
            settings.Defense.Temperature,
            settings.Defense.Smoothing.Samples,
            settings.Defense.Smoothing.Deviation,
            settings.FeatureColumnName,
            settings.ScoreColumnName,
            settings.PredictedLabelColumnName,
            settings.BatchSize,
            settings.PixelRange,
            settings.ScoreOutput,
            settings.Seed.Value,
            scorer.ClassOfSlot.ToArray(),
            transformer.Labels is { } labels ? new SavedLabels(labels.Kind, labels.Texts) : null);
        var scores = CheckpointTensor.FromValues(Scores, ranking.Scores, ranking.NeuronCount, ranking.ClassCount);
        SafetensorsFile.Write(stream, new StateDict(
            weights.Select(tensor => tensor.Renamed(WeightPrefix + tensor.Name)).Append(scores),
            new Dictionary<string, string> { [ManifestKey] = JsonSerializer.Serialize(saved, Strict) }));
    }

    /// <exception cref="InputException">The stream holds something else, is damaged, or is newer.</exception>
    public static DefendedClassifierTransformer Read(Stream stream, DeviceChoice device)
    {
        try
        {
            if (stream.CanSeek)
                return Read(SafetensorsFile.Read(stream, Source), device);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return Read(SafetensorsFile.Read(copy, Source), device);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException or OverflowException or EndOfStreamException)
        {
            throw Damaged("cannot be read: " + e.Message.TrimEnd('.'), e);
        }
    }

    public static InputException Damaged(string problem, Exception? cause = null) => new(Source, problem, Remedy, null, cause);

    private static DefendedClassifierTransformer Read(StateDict file, DeviceChoice device)
    {
        if (!file.Metadata.TryGetValue(ManifestKey, out var json) || !file.TryGet(Scores, out var scores))
            throw Damaged("is something else");
        CheckFormat(json);
        var saved = JsonSerializer.Deserialize<SavedClassifier>(json, Strict) ?? throw Damaged("has no description");
        var settings = new ScoringSettings(
            saved.FeatureColumnName,
            saved.ScoreColumnName,
            saved.PredictedLabelColumnName,
            saved.BatchSize is > 0 and <= 1 << 20 ? saved.BatchSize : throw Damaged("has no usable batch size"),
            saved.PixelRange,
            saved.ScoreOutput,
            new InterpretabilityGuidedOptions
            {
                K = saved.K,
                Temperature = saved.Temperature,
                Smoothing = saved.SmoothingSamples == 0
                    ? Smoothing.None
                    : Smoothing.With(saved.SmoothingSamples, saved.SmoothingDeviation),
            },
            new RandomSeed(saved.Seed));
        var labels = saved.Labels is { } values
            ? (LabelValueKind.Named(values.Kind) ?? throw Damaged($"has labels of the unknown kind '{values.Kind}'")).Parse(values.Values)
            : null;
        var ranking = new NeuronImportanceRanking(scores.ToFloat32Array(), saved.Ranking);
        var weights = new StateDict(file
            .Where(tensor => tensor.Name.StartsWith(WeightPrefix, StringComparison.Ordinal))
            .Select(tensor => tensor.Renamed(tensor.Name[WeightPrefix.Length..])));
        var classifier = BaseModel.Build(
            Architecture.Find(saved.Architecture),
            weights,
            new ImageShape(saved.Channels, saved.Height, saved.Width),
            Source,
            device.Resolve());
        var model = new OpenedModel(classifier, IsOwned: true);
        if (classifier.ContentHash != saved.WeightsHash || !IsOrder(saved.ClassOfSlot, classifier.ClassCount)
            || (labels is not null && labels.Texts.Count != classifier.ClassCount))
        {
            model.Release();
            throw Damaged("has other weights or labels than it was saved with");
        }

        var scorer = new DefendedScorer(model, ranking, settings, [.. saved.ClassOfSlot]);
        return new DefendedClassifierTransformer(scorer, settings, labels);
    }

    private static bool IsOrder(IReadOnlyList<int> order, int count) => order.Order().SequenceEqual(Enumerable.Range(0, count));

    private static void CheckFormat(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty(nameof(SavedClassifier.Format), out var value)
            || value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var format) || format < 1)
            throw Damaged("does not tell the version of its format");
        if (format > Format)
        {
            throw new InputException(
                Source,
                FormattableString.Invariant($"is of format {format}, and this version reads up to {Format}"),
                "Update the package IgMlNet");
        }
    }

    private static void CheckArchitecture(Classifier classifier, StateDict weights)
    {
        var shapes = weights.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape.ToArray(), StringComparer.Ordinal);
        var architecture = Architecture.All.FirstOrDefault(known => known.Id == classifier.Name);
        if (architecture?.Recognize(shapes, (classifier.InputShape.Height, classifier.InputShape.Width)) != classifier.Dimensions)
        {
            throw new InvalidOperationException(
                $"The base model '{classifier.Name}' cannot be saved: a saved model names its architecture, and this one is none of " +
                $"{string.Join(", ", Architecture.All.Select(known => known.Id))}. Load it yourself and apply a saved ranking with " +
                "ApplyDefendedClassifier.");
        }
    }
}
