namespace IgMlNet.Robustness.Evaluation;

/// <summary>What an attack made of one image, and how the model fares with it.</summary>
public sealed record AdversarialImage
{
    /// <summary>The image's index in its data set.</summary>
    public required int Index { get; init; }

    /// <summary>The true class.</summary>
    public required int Label { get; init; }

    /// <summary>
    /// The share of verdict draws in which the unperturbed image is classified correctly, in [0,1]; 0 or 1 for a deterministic model.
    /// </summary>
    public required double CleanAccuracy { get; init; }

    /// <summary>The same of the perturbed image.</summary>
    public required double RobustAccuracy { get; init; }

    /// <summary>The size of the perturbation in the threat model's norm, in pixel units of [0,1].</summary>
    public required double Distance { get; init; }

    /// <summary>How often logits were asked for without a gradient.</summary>
    public required long Queries { get; init; }

    /// <summary>How often a gradient was computed.</summary>
    public required long Gradients { get; init; }

    /// <summary>Which attack of an ensemble found the perturbation; null where none did, or for a single attack.</summary>
    public string? FoundBy { get; init; }

    /// <summary>The perturbed image, [C, H, W] in a row, pixels in [0,1].</summary>
    public required ReadOnlyMemory<float> Pixels { get; init; }
}
