using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>
/// Remembers what an attack comes by: where misclassification is the goal, the first misclassified iterate of an image, with which
/// it is done; otherwise, and where there is none, the iterate of highest margin.
/// </summary>
/// <remarks>Its tensors belong to the dispose scope in which it is made.</remarks>
internal sealed class BestMargin
{
    private readonly Tensor _found;
    private Tensor _best;
    private Tensor _margin;

    public BestMargin(AttackContext context, Tensor start)
    {
        Active = new ActiveRows(context);
        _found = start.clone();
        _best = start.clone();
        _margin = full([context.Count], float.NegativeInfinity, dtype: start.dtype, device: start.device);
    }

    /// <summary>The images that are not done.</summary>
    public ActiveRows Active { get; }

    /// <summary>Looks at iterates and gives the positions of those that end the work on their images.</summary>
    public int[] Look(Tensor iterates, Tensor logits)
    {
        using var scope = NewDisposeScope();
        var margin = AttackLoss.CarliniWagner.PerImage(logits, Active.Context.Labels);
        _best.copy_(where(margin.gt(_margin).view(-1, 1, 1, 1), iterates, _best));
        _margin.copy_(maximum(_margin, margin));
        var misclassified = Active.Misclassified(logits);
        Active.Store(iterates, misclassified, _found);
        return misclassified;
    }

    /// <summary>Drops images that are done; see <see cref="ActiveRows.Drop"/>.</summary>
    public Tensor? Drop(int[] positions)
    {
        var kept = Active.Drop(positions);
        if (kept is not null)
            (_best, _margin) = (ActiveRows.Keep(_best, kept), ActiveRows.Keep(_margin, kept));
        return kept;
    }

    /// <summary>What was found for each image, [n, C, H, W].</summary>
    public Tensor Finish()
    {
        Active.Store(_best, Active.NotDone(), _found);
        return _found;
    }
}
