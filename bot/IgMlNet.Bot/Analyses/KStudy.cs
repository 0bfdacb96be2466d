using System.Globalization;
using IgMlNet.Bot.Options;
using IgMlNet.Robustness.Analysis;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to k, the number of neurons that each class keeps.</summary>
internal sealed class KStudy : GridStudy
{
    /// <inheritdoc/>
    public override string Id => "k";

    /// <inheritdoc/>
    public override string Title => "Sensitivity to k";

    /// <inheritdoc/>
    public override string Origin => "Fig. 5 A, B";

    /// <inheritdoc/>
    public override string Purpose => "How few neurons a class needs: clean and robust accuracy by k.";

    /// <inheritdoc/>
    protected override string Parameter => "k";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject)
    {
        // From some 2 % of the neurons, the paper's 10 of 512, up to all, a step an octave.
        var ks = CleanAccuracyCurves.UsualKs(subject.Neurons)
            .Where(k => k >= Math.Max(1, subject.Neurons / 50) && (int.IsPow2(k) || k == subject.Neurons)).ToList();
        return
        [
            new StudyPart(
                subject.Plan with { Defenses = [subject.Grid with { K = [.. ks.Select(NeuronsKept.Of)] }] },
                [.. ks.Select(k => k.ToString(CultureInfo.InvariantCulture))]),
        ];
    }
}
