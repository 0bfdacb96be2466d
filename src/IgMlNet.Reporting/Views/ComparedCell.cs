using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>A cell of a <see cref="ReportComparison"/>: one variant under one attack.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="AttackId">The attack, <see cref="RobustnessReport.CleanId"/> or <see cref="ReportComparison.WorstCaseId"/>.</param>
public sealed record ComparedCell(VariantInfo Variant, string AttackId)
{
    /// <summary>Whether it is the worst case over the attacks.</summary>
    public bool IsWorstCase => AttackId == ReportComparison.WorstCaseId;

    /// <summary>Why it is not comparable; null where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>The verdicts of the evaluation that is compared with; null where not comparable.</summary>
    public ImageVerdicts? First { get; init; }

    /// <summary>The verdicts of the one that is compared; null where not comparable.</summary>
    public ImageVerdicts? Second { get; init; }

    /// <summary>The paired comparison; null where not comparable.</summary>
    public PairedComparison? Comparison { get; init; }

    /// <summary>The p-value after Holm's adjustment over the table; 1 where not comparable.</summary>
    public double AdjustedPValue { get; init; } = 1;

    /// <summary>Whether the attacks of its report can show a gain; null where not comparable, and without attack.</summary>
    public AttackEvidence? Evidence { get; init; }

    /// <summary>The change in words; of an upper bound what is missing to show it.</summary>
    public string Word => Change == Change.UpperBound && Evidence is { } evidence ? evidence.UpperBoundText : Format.Word(Change);

    /// <summary>What may be said.</summary>
    public Change Change { get; init; } = Change.NotComparable;
}
