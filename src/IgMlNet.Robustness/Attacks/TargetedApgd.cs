using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Ascent;
using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// Targeted Auto-PGD (APGD-T): for each image APGD towards its likeliest wrong classes, one after another, until it is misclassified.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks (ICML
/// 2020), Sec. 4. Norms: all. White box. Images [n, C, H, W] in [0,1]. Target classes are ranked by the logits of the unperturbed image.
/// Where misclassification is the goal, the result is what leads to the first target class that succeeds; otherwise, and where
/// none does, the candidate of highest margin among those of all target classes. Where few images are left, several target classes
/// share a batch; this changes no result.
/// </remarks>
public sealed class TargetedApgd : Attack
{
    /// <summary>Images in a batch below which convolutions no longer make full use of the machine.</summary>
    private const int SmallestFullBatch = 32;

    private readonly TargetedApgdOptions _options;

    /// <summary>APGD-T with the default options.</summary>
    public TargetedApgd()
        : this(new TargetedApgdOptions())
    {
    }

    /// <summary>APGD-T with options of one's own.</summary>
    public TargetedApgd(TargetedApgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"apgd-t-{_options.Steps}")
        + (_options.Loss == TargetedLoss.Dlr ? "" : $"-{_options.Loss.Id}")
        + (_options.TargetClasses == TargetedApgdOptions.CustomaryTargetClasses
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"-{_options.TargetClasses}targets"));

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"APGD-T-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper => new Apgd().Paper;

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _options.TargetClasses * (_options.Steps + 1);

    /// <inheritdoc/>
    public override int Queries => 1 + (_options.TargetClasses * AttackContext.SelectionDraws);

    /// <inheritdoc/>
    public override int FewestClasses => _options.Loss.FewestClasses;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        var logits = context.Logits(context.Images);
        var targets = Targets(logits, context.Labels);
        var search = new TargetSearch(context, logits);
        for (var first = 0; first < targets.shape[1] && search.Remaining.Count > 0;)
        {
            var share = (SmallestFullBatch + search.Remaining.Count - 1) / search.Remaining.Count;
            var count = Math.Min(share, (int)targets.shape[1] - first);
            Towards(context, search, targets, first, count);
            first += count;
        }

        return search.Best.MoveToOuterDisposeScope();
    }

    /// <summary>Tries some target classes at once on the images that remain.</summary>
    private void Towards(AttackContext context, TargetSearch search, Tensor targets, int first, int count)
    {
        using var scope = NewDisposeScope();
        (int Row, int Number)[] copies =
            [.. search.Remaining.SelectMany(row => Enumerable.Range(first, count).Select(rank => (row, rank)))];
        var each = context.Copies(copies);
        using var random = each.Random;
        var rows = tensor([.. copies.Select(copy => (long)copy.Row)], device: targets.device);
        var ranks = tensor([.. copies.Select(copy => (long)copy.Number)], device: targets.device);
        var objective = ApgdObjective.Towards(_options.Loss, targets.index_select(0, rows).gather(1, ranks.unsqueeze(1)).squeeze(1));
        search.Take(copies, each, ApgdAscent.Run(each, objective, _options.Steps, _options.Start));
    }

    /// <summary>The wrong classes of each image, the likeliest first, as many as are wanted: [n, at most K − 1].</summary>
    private Tensor Targets(Tensor logits, Tensor labels)
    {
        var column = labels.unsqueeze(1);
        var wrong = logits.scatter(1, column, full_like(column, float.NegativeInfinity, dtype: logits.dtype));
        var count = Math.Min(_options.TargetClasses, (int)logits.shape[1] - 1);
        return wrong.topk(count, dim: 1).indexes;
    }
}
