using IgMlNet.Bot.Options;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to σ_d, the standard deviation of the smoothing noise.</summary>
internal sealed class DeviationStudy : GridStudy
{
    /// <inheritdoc/>
    public override string Id => "sigma";

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the smoothing noise σ_d";

    /// <inheritdoc/>
    public override string Origin => "Fig. 6 A";

    /// <inheritdoc/>
    public override string Purpose => "How strong the smoothing noise may be: clean and robust accuracy by σ_d, n_s = 1.";

    /// <inheritdoc/>
    protected override string Parameter => "σ_d";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject)
    {
        // From ε/8 to 2ε, the paper's 1/255 to 16/255 at ε = 8/255.
        double[] deviations = [.. Enumerable.Range(0, 5).Select(doublings => subject.Epsilon / 8 * (1 << doublings))];
        return
        [
            new StudyPart(
                subject.Plan with { Defenses = [subject.Grid with { Smoothing = SmoothingChoice.On, Deviations = deviations }] },
                [.. deviations.Select(ThreatModelInfo.TextOf)]),
        ];
    }
}
