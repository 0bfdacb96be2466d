using IgMlNet.Bot.Options;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to the layer that is masked; each layer keeps the same share of its neurons.</summary>
internal sealed class LayerStudy : GridStudy
{
    /// <inheritdoc/>
    public override string Id => "layer";

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the masked layer";

    /// <inheritdoc/>
    public override string Origin => "Fig. 5 C, D";

    /// <inheritdoc/>
    public override string Purpose => "Which layer to mask: clean and robust accuracy by layer, a tenth of its neurons kept.";

    /// <inheritdoc/>
    protected override string Parameter => "layer";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject) =>
    [
        .. subject.Layers.Select(layer => new StudyPart(
            subject.Plan with
            {
                Models = [subject.Plan.Models[0] with { Layer = layer }],
                Defenses = [subject.Grid with { K = [NeuronsKept.ATenth] }],
            },
            [layer])),
    ];
}
