using IgMlNet.Robustness.Attacks.WhiteBox;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Boundary;

/// <summary>
/// The walk at the heart of FAB: again and again onto the plane that stands for the decision boundary, drawn a little towards the
/// unperturbed image, and part of the way back from where the model errs. Where misclassification is the goal, an image is done at
/// its first misclassified iterate within ε; otherwise its result is the misclassified iterate nearest to it, or where there is
/// none, the last iterate.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Minimally distorted Adversarial Examples with a Fast Adaptive Boundary Attack (ICML 2020), Algorithm 1,
/// without the final search, as in AutoAttack. Its tensors belong to the dispose scope in which it is made.
/// </remarks>
internal sealed class BoundarySearch
{
    private const double SmallestDistance = 1e-8;

    /// <summary>The distance of a random start, in ε.</summary>
    private const double StartRadius = 0.5;

    private readonly ActiveRows _active;
    private readonly ClassBoundary _boundary;
    private readonly FabOptions _options;
    private readonly Tensor _found;
    private readonly bool[] _misclassified;
    private Tensor _current;
    private Tensor _best;
    private Tensor _distance;

    private BoundarySearch(AttackContext context, ClassBoundary boundary, FabOptions options)
    {
        _active = new ActiveRows(context);
        _boundary = boundary;
        _options = options;
        _misclassified = new bool[context.Count];
        _current = options.Start == AttackStart.Random
            ? context.ThreatModel.Norm.RandomStart(context.Random, context.Images, StartRadius * context.ThreatModel.Epsilon)
            : context.Images.clone();
        _best = _current.clone();
        _found = _current.clone();
        _distance = full([context.Count], float.PositiveInfinity, dtype: _current.dtype, device: _current.device);
    }

    /// <summary>Runs a search; the caller's scope owns the images.</summary>
    /// <param name="context">The images, which the model should classify correctly.</param>
    /// <param name="boundary">Where to; belongs to the search from now on.</param>
    /// <param name="options">Steps and their sizes.</param>
    public static SearchResult Run(AttackContext context, ClassBoundary boundary, FabOptions options)
    {
        using var scope = NewDisposeScope();
        var search = new BoundarySearch(context, boundary, options);
        for (var step = 0; step < options.Steps && search._active.Count > 0; step++)
            search.Drop(search.Step());
        var missed = search._distance.isinf().view(-1, 1, 1, 1);
        search._active.Store(where(missed, search._current, search._best), search._active.NotDone(), search._found);
        return new SearchResult(search._found.MoveToOuterDisposeScope(), search._misclassified);
    }

    /// <summary>Makes a step and gives the positions of images that are misclassified within ε for the first time.</summary>
    private int[] Step()
    {
        using var scope = NewDisposeScope();
        var context = _active.Context;
        var (norm, images) = (context.ThreatModel.Norm, context.Images);
        var (margin, gradient) = _boundary.At(context, _current);
        var rise = margin.neg_();
        var fromHere = norm.ToPlane(_current, gradient, rise);
        var fromImage = norm.ToPlane(images, gradient, rise + ((_current - images) * gradient).flatten(1).sum(1));
        var (near, far) = (Size(fromHere), Size(fromImage));
        var bias = (near / (near + far)).clamp_max_(_options.LargestBias);
        var next = (fromHere.mul_(_options.Overshoot).add_(_current).mul_(1 - bias))
            .add_(fromImage.mul_(_options.Overshoot).add_(images).mul_(bias))
            .clamp_(0, 1);

        var misclassified = context.Logits(next).argmax(1).ne(context.Labels);
        var distance = norm.Distance(next - images);
        var nearer = misclassified.logical_and(distance.lt(_distance));
        _distance.copy_(where(nearer, distance, _distance));
        _best.copy_(where(nearer.view(-1, 1, 1, 1), next, _best));
        _current.copy_(where(
            misclassified.view(-1, 1, 1, 1), (next - images).mul_(_options.BackwardStep).add_(images), next));
        return Done();

        Tensor Size(Tensor way) => norm.Distance(way).clamp_min_(SmallestDistance).view(-1, 1, 1, 1);
    }

    /// <summary>Puts aside the images for which a misclassified iterate within ε is known, where that is the goal.</summary>
    private int[] Done()
    {
        var context = _active.Context;
        if (context.Goal != AttackGoal.Misclassification)
            return [];
        var within = _distance.le(context.ThreatModel.Epsilon).cpu().data<bool>().ToArray();
        int[] positions = [.. _active.NotDone().Where(position => within[position])];
        _active.Store(_best, positions, _found);
        foreach (var position in positions)
            _misclassified[_active.Rows[position]] = true;
        return positions;
    }

    private void Drop(int[] positions)
    {
        using var kept = _active.Drop(positions);
        if (kept is null)
            return;
        _boundary.Keep(kept);
        _current = ActiveRows.Keep(_current, kept);
        _best = ActiveRows.Keep(_best, kept);
        _distance = ActiveRows.Keep(_distance, kept);
    }
}
