using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ensembles;

/// <summary>
/// Several attacks one after another, each on the images that those before it left classified correctly; against a randomized
/// model, where one draw says little, each on all images. The result is each image's candidate of highest margin.
/// </summary>
/// <remarks>
/// <see cref="AttackResult.FoundBy"/> tells which attack found what. Images [n, C, H, W] in [0,1].
/// </remarks>
public abstract class Ensemble : Attack
{
    private protected Ensemble()
    {
    }

    /// <inheritdoc/>
    public sealed override string Paper => string.Join("; ", Everything.Select(attack => attack.Paper).Distinct(StringComparer.Ordinal));

    /// <summary>What the best informed of the attacks gets to see.</summary>
    public sealed override AttackKnowledge Knowledge => Everything.Min(attack => attack.Knowledge);

    /// <inheritdoc/>
    public sealed override int Steps => Most(static members => members.Sum(attack => attack.Steps));

    /// <inheritdoc/>
    public sealed override int Queries => Most(
        static members => members.Sum(attack => attack.Queries) + CandidateSearch.QueriesFor(members.Count));

    /// <inheritdoc/>
    public sealed override int FewestClasses => Everything.Max(attack => attack.FewestClasses);

    /// <summary>The norms for which all attacks are defined.</summary>
    public sealed override IReadOnlyList<Norm> Norms =>
        [.. Norm.All.Where(norm => Members(norm).All(attack => attack.Norms.Contains(norm)))];

    /// <inheritdoc/>
    internal sealed override int TargetClasses => Everything.Max(attack => attack.TargetClasses);

    /// <inheritdoc/>
    internal sealed override int StepsPerRun => Everything.Max(attack => attack.StepsPerRun);

    /// <inheritdoc/>
    internal sealed override int BlackBoxQueries => Everything.Max(attack => attack.BlackBoxQueries);

    /// <inheritdoc/>
    internal sealed override bool IsMadeOfOthers => true;

    /// <inheritdoc/>
    internal sealed override int GradientDraws => Everything.Max(attack => attack.GradientDraws);

    /// <inheritdoc/>
    internal sealed override IReadOnlyList<AttackLoss> Losses => [.. Everything.SelectMany(attack => attack.Losses).Distinct()];

    /// <summary>What is to be brought home where this is asked for; by default a misclassified image.</summary>
    private protected virtual AttackGoal GoalOf(AttackGoal asked) => AttackGoal.Misclassification;

    private IEnumerable<Attack> Everything => Norm.All.SelectMany(Members);

    /// <inheritdoc/>
    public abstract override IReadOnlyList<Attack> Members(Norm norm);

    /// <inheritdoc/>
    internal sealed override double StepsAgainst(ImageModel model) =>
        Norm.All.Max(norm => Members(norm).Sum(attack => attack.StepsAgainst(model)));

    /// <inheritdoc/>
    protected sealed override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var search = new CandidateSearch(context.For(GoalOf(context.Goal)));
        foreach (var attack in Members(context.ThreatModel.Norm))
            search.Try(attack, restart: 0);
        return search.Best;
    }

    private int Most(Func<IReadOnlyList<Attack>, int> count) => Norm.All.Max(norm => count(Members(norm)));
}
