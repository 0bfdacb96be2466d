using System.Text.Json.Serialization;

namespace IgMlNet.Persistence;

/// <summary>The JSON beside the tensors of a saved defended classifier: all that they do not tell.</summary>
internal sealed record SavedClassifier(
    int Format,
    SavedModel Model,
    int K,
    double Temperature,
    int SmoothingSamples,
    double SmoothingDeviation,
    string FeatureColumnName,
    string ScoreColumnName,
    string PredictedLabelColumnName,
    int BatchSize,
    PixelRange PixelRange,
    ScoreOutput ScoreOutput,
    ulong Seed,
    IReadOnlyList<int> ClassOfSlot,
    SavedLabels? Labels,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Noise = null) : SavedStage(Format, Model);

/// <summary>The values of the label's keys as text.</summary>
internal sealed record SavedLabels(string Kind, IReadOnlyList<string> Values);
