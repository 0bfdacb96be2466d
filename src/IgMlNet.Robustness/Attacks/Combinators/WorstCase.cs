using IgMlNet.Reporting.Results;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// Several attacks one after another, each on the images that those before it left classified correctly; against a randomized
/// model, where one draw says little, each on all images. The result is each image's candidate of highest margin.
/// </summary>
/// <remarks>
/// <see cref="AttackResult.FoundBy"/> tells which attack found what. Images [n, C, H, W] in [0,1].
/// </remarks>
public sealed class WorstCase : Attack
{
    private readonly IReadOnlyList<Attack> _attacks;

    /// <summary>Joins attacks to one.</summary>
    /// <param name="id">The identifier in results.</param>
    /// <param name="displayName">The name in tables.</param>
    /// <param name="attacks">The attacks in their order: cheap ones first leave less to the dear ones.</param>
    /// <exception cref="ArgumentException">There is no attack, or two have one identifier.</exception>
    public WorstCase(string id, string displayName, IReadOnlyList<Attack> attacks)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(displayName);
        ArgumentNullException.ThrowIfNull(attacks);
        if (attacks.Count == 0)
            throw new ArgumentException("There are no attacks to join.", nameof(attacks));
        if (attacks.GroupBy(attack => attack.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"'{twice.Key}' stands for two of the attacks.", nameof(attacks));
        Id = id;
        DisplayName = displayName;
        _attacks = [.. attacks];
    }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string DisplayName { get; }

    /// <inheritdoc/>
    public override string Paper => string.Join("; ", _attacks.Select(attack => attack.Paper).Distinct(StringComparer.Ordinal));

    /// <summary>What the best informed of the attacks gets to see.</summary>
    public override AttackKnowledge Knowledge => _attacks.Min(attack => attack.Knowledge);

    /// <inheritdoc/>
    public override int Steps => _attacks.Sum(attack => attack.Steps);

    /// <inheritdoc/>
    public override int Queries => _attacks.Sum(attack => attack.Queries) + CandidateSearch.QueriesFor(_attacks.Count);

    /// <inheritdoc/>
    public override int FewestClasses => _attacks.Max(attack => attack.FewestClasses);

    /// <inheritdoc/>
    public override IReadOnlyList<Norm> Norms => [.. Norm.All.Where(norm => _attacks.All(attack => attack.Norms.Contains(norm)))];

    /// <inheritdoc/>
    internal override int TargetClasses => _attacks.Max(attack => attack.TargetClasses);

    /// <inheritdoc/>
    internal override int GradientDraws => _attacks.Max(attack => attack.GradientDraws);

    /// <inheritdoc/>
    internal override IReadOnlyList<Attack> Stages(Norm norm) => _attacks;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var search = new CandidateSearch(context.For(AttackGoal.Misclassification));
        foreach (var attack in _attacks)
            search.Try(attack, restart: 0);
        return search.Best;
    }
}
