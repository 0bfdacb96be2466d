using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Evaluation;

/// <summary>
/// How a defended classifier and its base model fare on the same rows, with and without attack. Accuracies are in [0,1], over all
/// rows given; those of a randomized defense are averaged over independent draws of its noise.
/// </summary>
public sealed class RobustnessMetrics
{
    private readonly string _defended;

    internal RobustnessMetrics(RobustnessReport report, string defended)
    {
        Report = report;
        _defended = defended;
        Defended = Verdicts(defended);
        BaseModel = Verdicts(report.BaseVariantId);
        AccuracyByAttack = report.Attacks.ToImmutableSortedDictionary(
            attack => attack.Id,
            attack => ImageVerdicts.FromOutcome(report.OutcomeOf(defended, attack.Id)).Accuracy,
            StringComparer.Ordinal);
    }

    /// <summary>The number of rows; all of them were scored.</summary>
    public int RowCount => Report.Labels.Length;

    /// <summary>The defended classifier's accuracy on the rows as they are.</summary>
    public double CleanAccuracy => ImageVerdicts.FromOutcome(Report.OutcomeOf(_defended, RobustnessReport.CleanId)).Accuracy;

    /// <summary>The defended classifier's accuracy in the image-wise worst case over all attacks.</summary>
    public double RobustAccuracy => Defended.Accuracy;

    /// <summary>The 95 % interval of <see cref="RobustAccuracy"/>.</summary>
    public Interval RobustAccuracyInterval => Defended.Interval;

    /// <summary>The base model's accuracy on the rows as they are.</summary>
    public double BaseCleanAccuracy => ImageVerdicts.FromOutcome(Report.OutcomeOf(Report.BaseVariantId, RobustnessReport.CleanId)).Accuracy;

    /// <summary>The base model's accuracy in the image-wise worst case over the same attacks.</summary>
    public double BaseRobustAccuracy => BaseModel.Accuracy;

    /// <summary>The defended classifier's accuracy under each attack, by the attack's identifier.</summary>
    public IReadOnlyDictionary<string, double> AccuracyByAttack { get; }

    /// <summary>Reasons to doubt a number; to be read before the numbers are used.</summary>
    public IReadOnlyList<CheckFinding> Checks => Report.Checks;

    /// <summary>Everything, row by row, as data for tables, plots and comparisons.</summary>
    public RobustnessReport Report { get; }

    private ImageVerdicts Defended { get; }

    private ImageVerdicts BaseModel { get; }

    private ImageVerdicts Verdicts(string variant) => ImageWiseWorstCase.FromReport(Report, variant).Verdicts;
}
