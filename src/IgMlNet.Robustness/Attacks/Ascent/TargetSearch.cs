using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>What several ascents towards several target classes found for each image.</summary>
/// <remarks>Its tensors belong to the dispose scope in which it is made.</remarks>
internal sealed class TargetSearch
{
    private readonly bool _stopsAtSuccess;
    private readonly float[] _margins;

    /// <summary>Starts with the images themselves; those that are misclassified need no search where that is the goal.</summary>
    public TargetSearch(AttackContext context, Tensor logits)
    {
        _stopsAtSuccess = context.Goal == AttackGoal.Misclassification;
        _margins = new float[context.Count];
        Array.Fill(_margins, float.NegativeInfinity);
        Best = context.Images.clone();
        var wrong = logits.argmax(1).ne(context.Labels).cpu().data<bool>().ToArray();
        Remaining = [.. Enumerable.Range(0, context.Count).Where(row => !_stopsAtSuccess || !wrong[row])];
    }

    /// <summary>Each image's best candidate so far, [n, C, H, W].</summary>
    public Tensor Best { get; }

    /// <summary>The images for which to go on.</summary>
    public IReadOnlyList<int> Remaining { get; private set; }

    /// <summary>Takes in candidates; an image's copies are in the order in which they count.</summary>
    public void Take(IReadOnlyList<(int Row, int Number)> copies, AttackContext context, AscentResult found)
    {
        using var scope = NewDisposeScope();
        var chosen = new Dictionary<int, int>();
        var done = new HashSet<int>();
        for (var copy = 0; copy < copies.Count; copy++)
        {
            if (found.Misclassified[copy] && done.Add(copies[copy].Row))
                chosen[copies[copy].Row] = copy;
        }

        int[] judged = [.. Enumerable.Range(0, copies.Count).Where(copy => !done.Contains(copies[copy].Row))];
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

    private Tensor Index(IReadOnlyList<int> rows) => tensor([.. rows.Select(row => (long)row)], device: Best.device);
}
