using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>Robust accuracy as APGD takes more steps, which should do more up to a limit.</summary>
internal sealed class StepsStudy : CurveStudy
{
    /// <inheritdoc/>
    public override string Id => "steps";

    /// <inheritdoc/>
    public override string Title => "Robust accuracy against the steps of APGD";

    /// <inheritdoc/>
    public override string Origin => "Fig. 7 C";

    /// <inheritdoc/>
    public override string Purpose => "Whether more steps of APGD do more, as they must where gradients can be relied on.";

    /// <inheritdoc/>
    protected override string Parameter => "steps";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject) =>
    [
        new StudyPart(subject.Plan with { Defenses = [subject.Grid], Attacks = ["apgd-ce-2", "apgd-ce-5", "apgd-ce-10", "apgd-ce-20", "apgd-ce-50"] }, []),
    ];

    /// <inheritdoc/>
    protected override ImmutableArray<AccuracyCurve> Curves(RobustnessReport report) => AccuracyCurve.AgainstSteps(report);

    /// <inheritdoc/>
    protected override string TextOf(double x) => x.ToString("0", CultureInfo.InvariantCulture);
}
