using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// The images that an attack still works on. Those that are done are dropped from the batch once they are at least an eighth of it,
/// for every new batch size makes the convolutions plan anew, which costs more than a few images too many.
/// </summary>
/// <remarks>
/// An attack keeps its state in tensors of one row for each active image. Where <see cref="Drop"/> gives an index, it passes each
/// through <see cref="Keep"/>. Both are called in the dispose scope in which the state lives, not in that of a step. Where an image
/// is in the batch several times, its copies in turn, a copy that is done takes those after it along: the first success counts.
/// </remarks>
internal sealed class ActiveRows
{
    private const int ShareDropped = 8;

    private readonly AttackContext _whole;
    private readonly bool[] _done;
    private int[] _rows;

    /// <summary>Starts with all images.</summary>
    public ActiveRows(AttackContext whole)
    {
        _whole = whole;
        _done = new bool[whole.Count];
        _rows = [.. Enumerable.Range(0, whole.Count)];
        Context = whole;
    }

    /// <summary>The attack on the active images alone.</summary>
    public AttackContext Context { get; private set; }

    /// <summary>The number of images in the batch, those included that are done but not yet dropped.</summary>
    public int Count => _rows.Length;

    /// <summary>Which of all images each image of the batch is.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>True where an image of the batch, by its position there, is done.</summary>
    public bool IsDone(int position) => _done[_rows[position]];

    /// <summary>The positions of images in the batch that are not done.</summary>
    public int[] NotDone() => [.. Enumerable.Range(0, Count).Where(position => !IsDone(position))];

    /// <summary>
    /// The positions of images that these logits [<see cref="Count"/>, K] show as misclassified for the first time; none where that is
    /// not the goal.
    /// </summary>
    public int[] Misclassified(Tensor logits)
    {
        if (_whole.Goal != AttackGoal.Misclassification)
            return [];
        using var scope = NewDisposeScope();
        var wrong = logits.argmax(1).ne(Context.Labels).cpu().data<bool>().ToArray();
        return [.. NotDone().Where(position => wrong[position])];
    }

    /// <summary>
    /// Marks images of the batch as done, and drops what is done if that is worth it.
    /// </summary>
    /// <param name="positions">Positions in the batch.</param>
    /// <returns>Where images were dropped, the positions of those that stay, for <see cref="Keep"/>; else null.</returns>
    public Tensor? Drop(IReadOnlyCollection<int> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (positions.Count == 0)
            return null;
        foreach (var position in positions)
            _done[_rows[position]] = true;
        for (var row = 1; row < _done.Length; row++)
            _done[row] |= _done[row - 1] && _whole.IsSameImage(row - 1, row);
        var kept = NotDone();
        if ((Count - kept.Length) * ShareDropped < Count)
            return null;
        _rows = [.. kept.Select(position => _rows[position])];
        var former = Context;
        Context = _whole.Select(_rows);
        if (former != _whole)
        {
            former.Images.Dispose();
            former.Labels.Dispose();
        }

        return Index(kept);
    }

    /// <summary>The rows of a state tensor that stay; disposes of the tensor.</summary>
    public static Tensor Keep(Tensor state, Tensor kept)
    {
        var rows = state.index_select(0, kept);
        state.Dispose();
        return rows;
    }

    /// <summary>Copies rows of a tensor of the batch to their places in a tensor of all images.</summary>
    /// <param name="batch">[<see cref="Count"/>, …].</param>
    /// <param name="positions">Positions in the batch.</param>
    /// <param name="whole">[images, …].</param>
    public void Store(Tensor batch, IReadOnlyList<int> positions, Tensor whole)
    {
        if (positions.Count == 0)
            return;
        using var scope = NewDisposeScope();
        whole.index_copy_(0, Index([.. positions.Select(position => _rows[position])]), batch.index_select(0, Index(positions)));
    }

    private Tensor Index(IReadOnlyList<int> rows) => AttackBatch.Index(rows, _whole.Images.device);
}
