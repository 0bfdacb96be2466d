namespace IgMlNet.Robustness.Models.Cards;

/// <summary>What the paper did with a model.</summary>
/// <remarks>Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024), with smoothing of σ = ε/2.</remarks>
public sealed record CardExperiment
{
    /// <summary>The number of the paper's table.</summary>
    public required int Table { get; init; }

    /// <summary>The layer that was masked.</summary>
    public required string Layer { get; init; }

    /// <summary>The neurons kept for each class.</summary>
    public required int K { get; init; }

    /// <summary>The table's rows: undefended, and defended by CD-IR and LO-IR.</summary>
    public required IReadOnlyList<CardExperimentRow> Rows { get; init; }
}
