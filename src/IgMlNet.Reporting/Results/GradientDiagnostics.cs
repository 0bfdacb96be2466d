namespace IgMlNet.Reporting.Results;

/// <summary>What gradients and logits of a variant look like on the first images: facts that checks rest on.</summary>
public sealed record GradientDiagnostics
{
    /// <summary>The id of the variant.</summary>
    public required string VariantId { get; init; }

    /// <summary>The number of images looked at, at least 1. Null in results before schema version 4.</summary>
    public int? Images { get; init; }

    /// <summary>The share of images whose margin has no gradient at all, 0 to 1.</summary>
    public required double ZeroGradientShare { get; init; }

    /// <summary>The share of images whose outputs are non-negative and sum to one, 0 to 1.</summary>
    public required double ProbabilityShare { get; init; }

    /// <summary>The share of images whose logits differ between two calls, where the variant says that they do not, 0 to 1.</summary>
    public required double UndeclaredRandomnessShare { get; init; }

    /// <summary>Whether a prediction takes gradients.</summary>
    public required bool OptimizesAtInference { get; init; }
}
