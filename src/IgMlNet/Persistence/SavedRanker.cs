namespace IgMlNet.Persistence;

/// <summary>The JSON beside the tensors of a saved ranking stage: all that they do not tell.</summary>
internal sealed record SavedRanker(
    int Format,
    SavedModel Model,
    string FeatureColumnName,
    string TopActivationsColumnName,
    string TopShareColumnName,
    int BatchSize,
    PixelRange PixelRange,
    int K) : SavedStage(Format, Model);
