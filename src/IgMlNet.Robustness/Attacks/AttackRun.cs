using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Attacks;

/// <summary>What all parts of one run of an attack share.</summary>
internal sealed record AttackRun
{
    /// <summary>The model under attack.</summary>
    public required ImageModel Model { get; init; }

    /// <summary>The norm and ε.</summary>
    public required ThreatModel ThreatModel { get; init; }

    /// <summary>What is counted, and who found what.</summary>
    public required AttackRecord Record { get; init; }

    /// <summary>Seen before every use of the model.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>What is to be brought home.</summary>
    public AttackGoal Goal { get; init; } = AttackGoal.Misclassification;

    /// <summary>How many attacks this one is inside of.</summary>
    public int Depth { get; init; }

    /// <summary>What gradients are taken through in place of the model's <see cref="ImageModel.GradientModel"/>; null for nothing else.</summary>
    public ImageModel? GradientsThrough { get; init; }

    /// <summary>Draws of the model's randomness that every gradient is the mean of.</summary>
    public int GradientDraws { get; init; } = 1;
}
