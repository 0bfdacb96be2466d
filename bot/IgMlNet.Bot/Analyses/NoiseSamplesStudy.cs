using System.Globalization;
using IgMlNet.Bot.Options;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to n_s, the number of noisy copies over which the pseudo-label is averaged.</summary>
internal sealed class NoiseSamplesStudy : GridStudy
{
    private static readonly int[] Samples = [1, 2, 4, 8, 16];

    /// <inheritdoc/>
    public override string Id => "noise-samples";

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the number of noises n_s";

    /// <inheritdoc/>
    public override string Origin => "Fig. 6 B";

    /// <inheritdoc/>
    public override string Purpose => "Whether more noisy copies pay: clean and robust accuracy by n_s, σ_d = ε/2.";

    /// <inheritdoc/>
    protected override string Parameter => "n_s";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject) =>
    [
        new StudyPart(
            subject.Plan with
            {
                Defenses =
                [
                    subject.Grid with { Smoothing = SmoothingChoice.On, Deviations = [subject.Epsilon / 2], NoiseSamples = Samples },
                ],
            },
            [.. Samples.Select(n => n.ToString(CultureInfo.InvariantCulture))]),
    ];
}
