using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>Robust accuracy as ε grows; at the largest it should come near zero.</summary>
internal sealed class EpsilonStudy : CurveStudy
{
    /// <inheritdoc/>
    public override string Id => "epsilon";

    /// <inheritdoc/>
    public override string Title => "Robust accuracy against ε";

    /// <inheritdoc/>
    public override string Origin => "Table 10";

    /// <inheritdoc/>
    public override string Purpose => "Whether attacks break everything once they may do enough: robust accuracy at ε/2, ε, 2ε and 4ε.";

    /// <inheritdoc/>
    protected override string Parameter => "ε";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject) =>
    [
        new StudyPart(
            subject.Plan with
            {
                Defenses = [subject.Grid],
                SweptAttacks = subject.Plan.Attacks,
                SweptEpsilons = [subject.Epsilon / 2, subject.Epsilon, subject.Epsilon * 2, subject.Epsilon * 4],
            },
            []),
    ];

    /// <inheritdoc/>
    protected override ImmutableArray<AccuracyCurve> Curves(RobustnessReport report) => AccuracyCurve.AgainstEpsilon(report);

    /// <inheritdoc/>
    protected override string TextOf(double x) => x == 0 ? "0" : ThreatModelInfo.TextOf(x);
}
