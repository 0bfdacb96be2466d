using System.Globalization;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to τ, the temperature of the soft pseudo-label.</summary>
internal sealed class TemperatureStudy : GridStudy
{
    private static readonly double[] Temperatures = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

    /// <inheritdoc/>
    public override string Id => "tau";

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the temperature τ";

    /// <inheritdoc/>
    public override string Origin => "Fig. 6 C";

    /// <inheritdoc/>
    public override string Purpose => "How sharp the pseudo-label must be: clean and robust accuracy by τ.";

    /// <inheritdoc/>
    protected override string Parameter => "τ";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject) =>
    [
        new StudyPart(
            subject.Plan with { Defenses = [subject.Grid with { Temperatures = Temperatures }] },
            [.. Temperatures.Select(tau => tau.ToString(CultureInfo.InvariantCulture))]),
    ];
}
