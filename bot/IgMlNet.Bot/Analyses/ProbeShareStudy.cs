using System.Globalization;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to the number of probe images that neurons are ranked on.</summary>
internal sealed class ProbeShareStudy : GridStudy
{
    private static readonly double[] Shares = [0.1, 0.25, 0.5, 1];

    /// <inheritdoc/>
    public override string Id => "probe-share";

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the amount of probe images";

    /// <inheritdoc/>
    public override string Origin => "Fig. 7 A, B";

    /// <inheritdoc/>
    public override string Purpose => "How many labelled images ranking needs: clean and robust accuracy by the share of the probe images.";

    /// <inheritdoc/>
    protected override string Parameter => "probe images";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject) =>
    [
        .. Shares.Select(share => Math.Max(1, (int)(share * subject.ProbeImages))).Distinct().Select(images => new StudyPart(
            subject.Plan with { ProbeSamples = images, RequiresProbeSamples = true, Defenses = [subject.Grid] },
            [images.ToString(CultureInfo.InvariantCulture)])),
    ];
}
