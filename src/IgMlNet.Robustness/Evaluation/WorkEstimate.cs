using System.Collections.Immutable;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>How much of an evaluation is done, by passes through the base network: a backward pass counts as two forward.</summary>
internal sealed class WorkEstimate
{
    private readonly EvaluationOptions _options;
    private readonly double _total;
    private double _done;

    public WorkEstimate(
        ImmutableArray<Variant> variants, IReadOnlyList<Attack> attacks, EvaluationOptions options, int images)
    {
        _options = options;
        _total = variants.Sum(variant => attacks.Sum(attack => Cost(variant, attack))) * images;
    }

    public double Fraction => _total > 0 ? Math.Min(_done / _total, 1) : 0;

    public void Done(Variant variant, Attack attack, int images) => _done += Cost(variant, attack) * images;

    private double Cost(Variant variant, Attack attack)
    {
        var judging = variant.Model.IsRandomized ? _options.VerdictDraws + _options.SelectionDraws : 2;
        return variant.Model.ForwardPasses * ((3.0 * attack.Steps) + attack.Queries + judging);
    }
}
