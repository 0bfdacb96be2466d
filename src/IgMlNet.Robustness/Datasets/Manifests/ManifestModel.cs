namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>The trained base model that comes with a data set.</summary>
public sealed record ManifestModel
{
    /// <summary>Its weights, a safetensors file.</summary>
    public required ManifestFile Weights { get; init; }

    /// <summary>How it was trained: the recipe that <c>igml train</c> writes.</summary>
    public required ManifestFile Recipe { get; init; }
}
