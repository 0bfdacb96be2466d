using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// Runs attacks one after another and keeps each image's best candidate, at first the image itself. Where misclassification is
/// the goal, images that are misclassified are left out of what follows.
/// </summary>
/// <remarks>Its tensors belong to the dispose scope in which it is made.</remarks>
internal sealed class CandidateSearch
{
    private readonly AttackContext _context;
    private readonly Tensor _best;
    private readonly float[] _margins;
    private readonly bool[] _misclassified;

    public CandidateSearch(AttackContext context)
    {
        _context = context;
        _best = context.Images.clone();
        (_margins, _misclassified) = Read(context.Judge(_best));
    }

    /// <summary>Each image's best candidate so far, [n, C, H, W].</summary>
    public Tensor Best => _best;

    /// <summary>The queries that judging costs an image at most, for a number of tries.</summary>
    public static int QueriesFor(int tries) => (tries + 1) * AttackContext.SelectionDraws;

    /// <summary>Tries an attack on the images that remain.</summary>
    public void Try(Attack attack, int restart) => Try(attack.Id, remaining => remaining.Perturb(attack, restart));

    /// <summary>Tries candidates for the images that remain.</summary>
    /// <param name="finder">What the record says of where they come from.</param>
    /// <param name="find">Candidates for the images of a context, within the threat model.</param>
    public void Try(string finder, Func<AttackContext, Tensor> find)
    {
        int[] rows = [.. Enumerable.Range(0, _context.Count).Where(row => Remains(row))];
        if (rows.Length == 0)
            return;
        using var scope = NewDisposeScope();
        var remaining = rows.Length == _context.Count ? _context : _context.Select(rows);
        var found = find(remaining);
        var (margins, misclassified) = Read(remaining.Judge(found));
        int[] improved = [.. Enumerable.Range(0, rows.Length).Where(i => IsBetter(rows[i], margins[i], misclassified[i]))];
        if (improved.Length == 0)
            return;

        // What an earlier attack broke is its find, though a later one may do more harm.
        _context.Credit(finder, improved.Where(i => !_misclassified[rows[i]]).Select(i => rows[i]).ToList());
        foreach (var i in improved)
            (_margins[rows[i]], _misclassified[rows[i]]) = (margins[i], misclassified[i]);
        _best.index_copy_(0, Index(improved.Select(i => rows[i])), found.index_select(0, Index(improved)));
    }

    private static (float[] Margins, bool[] Misclassified) Read(Judgement judgement)
    {
        using var margins = judgement.Margin.cpu();
        using var misclassified = judgement.Misclassified.cpu();
        return ([.. margins.data<float>()], [.. misclassified.data<bool>()]);
    }

    private bool Remains(int row) => _context.Goal == AttackGoal.HighestLoss || !_misclassified[row];

    private bool IsBetter(int row, float margin, bool misclassified) => _misclassified[row] == misclassified
        ? margin > _margins[row]
        : misclassified;

    private Tensor Index(IEnumerable<int> rows) => AttackBatch.Index(rows, _best.device);
}
