using System.Globalization;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// An attack run several times with different random numbers. An image that is misclassified needs no further run, unless the image
/// of highest loss is asked for; the result is each image's candidate of highest margin.
/// </summary>
/// <remarks>Knowledge, norms and needs are those of the attack inside. Images [n, C, H, W] in [0,1].</remarks>
public sealed class Restarts : AttackModifier
{
    /// <summary>Repeats an attack.</summary>
    /// <param name="attack">The attack; it should start at random, at least after its first run, as FAB does by itself.</param>
    /// <param name="count">The number of runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public Restarts(Attack attack, int count)
        : base(attack)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Starts = count;
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"{Inner.Id}-x{Starts}");

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"{Inner.DisplayName} ×{Starts}");

    /// <inheritdoc/>
    public override int Steps => Inner.Steps * Starts;

    /// <inheritdoc/>
    public override int Queries => (Inner.Queries * Starts) + CandidateSearch.QueriesFor(Starts);

    /// <inheritdoc/>
    public override int Starts { get; }

    /// <inheritdoc/>
    internal override double StepsAgainst(ImageModel model) => Inner.StepsAgainst(model) * Starts;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var search = new CandidateSearch(context);
        for (var restart = 0; restart < Starts; restart++)
            search.Try(restart == 0 ? Inner : Inner.Restarted, restart);
        return search.Best;
    }
}
