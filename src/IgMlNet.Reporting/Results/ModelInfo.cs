namespace IgMlNet.Reporting.Results;

/// <summary>The base model of an evaluation.</summary>
public sealed record ModelInfo
{
    /// <summary>The model's name, e.g. that of its checkpoint or model card.</summary>
    public required string Name { get; init; }

    /// <summary>Its architecture, e.g. <c>ResNet-18</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The number of its trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>SHA-256 of its weights, in hexadecimal.</summary>
    public required string Hash { get; init; }
}
