using System.Globalization;
using IgMlNet.Reporting.Results;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// An attack run several times with different random numbers. An image that is misclassified needs no further run, unless the image
/// of highest loss is asked for; the result is each image's candidate of highest margin.
/// </summary>
/// <remarks>Knowledge, norms and needs are those of the attack inside. Images [n, C, H, W] in [0,1].</remarks>
public sealed class Restarts : Attack
{
    private readonly Attack _attack;

    /// <summary>Repeats an attack.</summary>
    /// <param name="attack">The attack; it should start at random, at least after its first run, as FAB does by itself.</param>
    /// <param name="count">The number of runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public Restarts(Attack attack, int count)
    {
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _attack = attack;
        Starts = count;
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"{_attack.Id}-x{Starts}");

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"{_attack.DisplayName} ×{Starts}");

    /// <inheritdoc/>
    public override string Paper => _attack.Paper;

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => _attack.Knowledge;

    /// <inheritdoc/>
    public override int Steps => _attack.Steps * Starts;

    /// <inheritdoc/>
    public override int Queries => (_attack.Queries * Starts) + CandidateSearch.QueriesFor(Starts);

    /// <inheritdoc/>
    public override int Starts { get; }

    /// <inheritdoc/>
    public override int FewestClasses => _attack.FewestClasses;

    /// <inheritdoc/>
    public override IReadOnlyList<Norm> Norms => _attack.Norms;

    /// <inheritdoc/>
    internal override int TargetClasses => _attack.TargetClasses;

    /// <inheritdoc/>
    internal override bool IsMadeOfOthers => true;

    /// <inheritdoc/>
    internal override int StepsPerRun => _attack.StepsPerRun;

    /// <inheritdoc/>
    internal override int BlackBoxQueries => _attack.BlackBoxQueries;

    /// <inheritdoc/>
    internal override int GradientDraws => _attack.GradientDraws;

    /// <inheritdoc/>
    internal override int GradientsAPass(int classCount) => _attack.GradientsAPass(classCount);

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var search = new CandidateSearch(context);
        for (var restart = 0; restart < Starts; restart++)
            search.Try(restart == 0 ? _attack : _attack.Restarted, restart);
        return search.Best;
    }
}
