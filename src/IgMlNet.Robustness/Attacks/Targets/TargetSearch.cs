using System.Globalization;
using IgMlNet.Robustness.Attacks.Boundary;
using IgMlNet.Robustness.Attacks.WhiteBox;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Targets;

/// <summary>
/// Searches towards the likeliest wrong classes of each image, one class after another, until it is misclassified. Where
/// misclassification is not the goal, or never happens, the candidate of highest margin among those of all target classes.
/// </summary>
/// <remarks>
/// Target classes are ranked for the unperturbed images, see <see cref="TargetOrder"/>. Where few images are left, several classes share a batch;
/// this changes no result. Its tensors belong to the dispose scope in which it is made.
/// </remarks>
internal sealed class TargetSearch
{
    /// <summary>The target classes of AutoAttack.</summary>
    public const int CustomaryTargetClasses = 9;

    /// <summary>What follows the number of target classes in identifiers.</summary>
    public const string Word = "targets";

    /// <summary>The likeliest classes whose boundaries MALT compares, as published.</summary>
    public const int MostCompared = 100;

    /// <summary>Images in a batch below which convolutions no longer make full use of the machine.</summary>
    private const int SmallestFullBatch = 32;

    private readonly AttackContext _context;
    private readonly bool _stopsAtSuccess;
    private readonly float[] _margins;

    /// <summary>Starts with the images themselves; those that are misclassified need no search where that is the goal.</summary>
    private TargetSearch(AttackContext context, Tensor logits)
    {
        _context = context;
        _stopsAtSuccess = context.Goal == AttackGoal.Misclassification;
        _margins = new float[context.Count];
        Array.Fill(_margins, float.NegativeInfinity);
        Best = context.Images.clone();
        var wrong = logits.argmax(1).ne(context.Labels).cpu().data<bool>().ToArray();
        Remaining = [.. Enumerable.Range(0, context.Count).Where(row => !_stopsAtSuccess || !wrong[row])];
    }

    /// <summary>Searches towards target classes [n], int64, which belong to the search from now on.</summary>
    public delegate SearchResult Towards(AttackContext context, Tensor targets);

    /// <summary>Each image's best candidate so far, [n, C, H, W].</summary>
    private Tensor Best { get; }

    /// <summary>The images for which to go on.</summary>
    private IReadOnlyList<int> Remaining { get; set; }

    /// <summary>What an identifier says of a number of target classes other than the customary one.</summary>
    public static string Deviation(int targetClasses) => targetClasses == CustomaryTargetClasses
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"-{targetClasses}{Word}");

    /// <summary>The queries that it takes beside those of the searches, for an image at most.</summary>
    public static int QueriesFor(int targetClasses) => 1 + (targetClasses * AttackContext.SelectionDraws);

    /// <summary>Runs the searches; the caller's scope owns the images.</summary>
    /// <param name="context">The images.</param>
    /// <param name="order">In which order to try classes.</param>
    /// <param name="targetClasses">How many classes of each image to try; where there are fewer, all.</param>
    /// <param name="towards">The search.</param>
    public static Tensor Run(AttackContext context, TargetOrder order, int targetClasses, Towards towards)
    {
        using var scope = NewDisposeScope();
        var logits = context.Logits(context.Images);
        var targets = order == TargetOrder.Likeliest
            ? Likeliest(logits, context.Labels, targetClasses)
            : Nearest(context, Likeliest(logits, context.Labels, MostCompared), targetClasses);
        var search = new TargetSearch(context, logits);
        for (var first = 0; first < targets.shape[1] && search.Remaining.Count > 0;)
        {
            var share = (SmallestFullBatch + search.Remaining.Count - 1) / search.Remaining.Count;
            var count = Math.Min(share, (int)targets.shape[1] - first);
            search.Try(targets, first, count, towards);
            first += count;
        }

        return search.Best.MoveToOuterDisposeScope();
    }

    /// <summary>The wrong classes of each image, the likeliest first, as many as are wanted: [n, at most K − 1].</summary>
    private static Tensor Likeliest(Tensor logits, Tensor labels, int targetClasses)
    {
        var column = labels.unsqueeze(1);
        var wrong = logits.scatter(1, column, full_like(column, float.NegativeInfinity, dtype: logits.dtype));
        return wrong.topk(Math.Min(targetClasses, (int)logits.shape[1] - 1), dim: 1).indexes;
    }

    /// <summary>Those of some wrong classes, [n, m], whose boundaries are nearest to first order, the nearest first.</summary>
    private static Tensor Nearest(AttackContext context, Tensor candidates, int targetClasses)
    {
        var distances = new List<Tensor>();
        for (var rank = 0; rank < candidates.shape[1]; rank++)
        {
            using var scope = NewDisposeScope();
            var boundary = ClassBoundary.FromTargets(candidates.select(1, rank).clone());
            var (margin, gradient) = boundary.At(context, context.Images);
            var distance = margin.neg_() / context.ThreatModel.Norm.DualSize(gradient).clamp_min(1e-12);
            distances.Add(distance.MoveToOuterDisposeScope());
        }

        var (_, nearest) = stack(distances, 1).topk(Math.Min(targetClasses, distances.Count), dim: 1, largest: false);
        return candidates.gather(1, nearest);
    }

    /// <summary>Tries some target classes at once on the images that remain.</summary>
    private void Try(Tensor targets, int first, int count, Towards towards)
    {
        using var scope = NewDisposeScope();
        (int Row, int Number)[] copies =
            [.. Remaining.SelectMany(row => Enumerable.Range(first, count).Select(rank => (row, rank)))];
        var each = _context.Copies(copies);
        using var random = each.Random;
        var ranks = Index([.. copies.Select(copy => copy.Number)]);
        var wanted = targets.index_select(0, Index([.. copies.Select(copy => copy.Row)])).gather(1, ranks.unsqueeze(1)).squeeze(1);
        Take(copies, each, towards(each, wanted));
    }

    /// <summary>Takes in candidates; an image's copies are in the order in which they count.</summary>
    private void Take((int Row, int Number)[] copies, AttackContext context, SearchResult found)
    {
        using var scope = NewDisposeScope();
        var chosen = new Dictionary<int, int>();
        var done = new HashSet<int>();
        for (var copy = 0; copy < copies.Length; copy++)
        {
            if (found.Misclassified[copy] && done.Add(copies[copy].Row))
                chosen[copies[copy].Row] = copy;
        }

        int[] judged = [.. Enumerable.Range(0, copies.Length).Where(copy => !done.Contains(copies[copy].Row))];
        if (judged.Length > 0)
        {
            var margins = context.Select(judged).Judge(found.Images.index_select(0, Index(judged))).Margin.cpu().data<float>().ToArray();
            for (var i = 0; i < judged.Length; i++)
            {
                var row = copies[judged[i]].Row;
                if (margins[i] > _margins[row])
                    (_margins[row], chosen[row]) = (margins[i], judged[i]);
            }
        }

        if (chosen.Count > 0)
            Best.index_copy_(0, Index([.. chosen.Keys]), found.Images.index_select(0, Index([.. chosen.Values])));
        Remaining = [.. Remaining.Where(row => !done.Contains(row))];
    }

    private Tensor Index(IReadOnlyList<int> rows) => AttackBatch.Index(rows, Best.device);
}
