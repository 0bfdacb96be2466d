using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.Queries;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>
/// The Square Attack: random search that changes one square of the image at a time, at the edge of the budget, and keeps what
/// raises the loss. Squares shrink as the search goes on.
/// </summary>
/// <remarks>
/// <para>
/// Paper: Andriushchenko et al., Square Attack: a query-efficient black-box adversarial attack via random search (ECCV 2020); the
/// defaults are AutoAttack's, which also has <see cref="SquareSchedule.Fixed"/>. Norms: ℓ∞, ℓ2, ℓ1. Black box: logits alone. Images
/// [n, C, H, W] in [0,1]. The result is each image's candidate of highest loss, or the first that is misclassified where that
/// is the goal.
/// </para>
/// <para>
/// Every image has squares of its own, which may lie anywhere in it, as in the paper. A square that would leave the image as it
/// is uses up its turn but is not asked about: the answer is known.
/// </para>
/// </remarks>
public sealed class Square : Attack
{
    /// <summary>What identifiers say of a schedule that is not stretched.</summary>
    internal const string FixedSuffix = "-fixed";

    private readonly SquareOptions _options;

    /// <summary>The Square Attack.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public Square(SquareOptions? options = null)
    {
        _options = options ?? new SquareOptions();
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"square-{_options.Queries}")
        + (_options.Schedule == SquareSchedule.Stretched ? "" : FixedSuffix)
        + (_options.Loss == AttackLoss.CarliniWagner ? "" : $"-{_options.Loss.Id}");

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"Square-{_options.Queries}");

    /// <inheritdoc/>
    public override string Paper =>
        "Andriushchenko et al., Square Attack: a query-efficient black-box adversarial attack via random search (ECCV 2020)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.Scores;

    /// <inheritdoc/>
    public override int Steps => 0;

    /// <inheritdoc/>
    public override int Queries => _options.Queries;

    /// <inheritdoc/>
    public override int FewestClasses => _options.Loss.FewestClasses;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var shape = context.Images.shape;
        var moves = context.ThreatModel.Norm.Squares(new ImageShape((int)shape[1], (int)shape[2], (int)shape[3]), context.ThreatModel.Epsilon);
        var searches = ImageRows.Split(context.Images)
            .Zip(context.Random.Generators, (image, random) => new SquareSearch(moves, _options, context.Goal, random, image))
            .ToList();
        return QueryLoop.Run(context, searches, _options.Loss, moves.Complete);
    }
}
