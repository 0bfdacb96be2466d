using System.Text.Json.Serialization;

namespace IgMlNet.Reporting.Results;

/// <summary>A classifier that takes part in the comparison: the base model, or the base model behind a defense.</summary>
public sealed record VariantInfo
{
    /// <summary>The <see cref="Defense"/> of the base model.</summary>
    public const string NoDefense = "none";

    /// <summary>What other parts of the report call it; unique, not meant for display.</summary>
    public required string Id { get; init; }

    /// <summary>What tables call it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The defense and its parameters in words; for the base model, that there is none.</summary>
    public required string Defense { get; init; }

    /// <summary>The neuron layer that is masked; null where none is.</summary>
    public required string? Layer { get; init; }

    /// <summary>How many neurons of the layer are kept for a class (the paper's k); null where none is masked.</summary>
    public required int? NeuronsKept { get; init; }

    /// <summary>How the neurons were ranked, e.g. <c>LO-IR (signed)</c> or <c>random</c>; null where none is masked.</summary>
    public required string? Ranking { get; init; }

    /// <summary>SHA-256 of which neurons are kept for which class, in hexadecimal; null where none is masked.</summary>
    public required string? MaskHash { get; init; }

    /// <summary>Whether two predictions for one image may differ.</summary>
    public required bool Randomized { get; init; }

    /// <summary>
    /// Differentiable stand-ins that the defense states, which adaptive attacks climb; 0 for none. Null in results before schema version 4.
    /// </summary>
    public int? Surrogates { get; init; }

    /// <summary>The images that the neurons were ranked on; null where none were, and in results before schema version 4.</summary>
    public ProbeImagesInfo? ProbeImages { get; init; }

    /// <summary>Whether it is a network behind a defense.</summary>
    [JsonIgnore]
    public bool IsDefended => Defense != NoDefense;
}
