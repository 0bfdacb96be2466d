namespace IgMlNet.Robustness.Ranking;

/// <summary>What a ranking is of, so that it is not used with another model or layer.</summary>
/// <param name="Method">The ranking method's identifier, e.g. <c>lo-ir</c>.</param>
/// <param name="Layer">The ranked layer, e.g. <c>layer4</c>.</param>
/// <param name="NeuronCount">The number of neurons N of the layer.</param>
/// <param name="ClassCount">The number of classes K.</param>
/// <param name="ModelHash">The base model's content hash, or empty for rankings that came without one.</param>
/// <param name="ProbeHash">The probe images' content hash, or empty where none were used or known.</param>
/// <param name="ProbeCount">The number of probe images.</param>
/// <param name="Settings">
/// What the scores depend on besides, as a line for people: of CD-IR the similarity function, pooling, CLIP and prompts. Empty for
/// nothing.
/// </param>
public sealed record RankingManifest(
    string Method,
    string Layer,
    int NeuronCount,
    int ClassCount,
    string ModelHash,
    string ProbeHash,
    int ProbeCount,
    string Settings = "");
