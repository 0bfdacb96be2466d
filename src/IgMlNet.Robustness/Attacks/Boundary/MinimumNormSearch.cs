using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Boundary;

/// <summary>
/// FMN's search: a gradient step of normalised length, then the projection onto a ball of each image's own radius, which follows the
/// decision boundary. Where misclassification is the goal, an image is done at its first misclassified iterate within ε; otherwise its
/// result is the misclassified iterate nearest to it, or where there is none, the last iterate.
/// </summary>
/// <remarks>
/// Paper: Pintor et al. (NeurIPS 2021), Algorithm 1; constants as published. Its tensors belong to the dispose scope in which it is made.
/// </remarks>
internal sealed class MinimumNormSearch
{
    private const double LastStepShare = 0.01;
    private const double LastShrinkageShare = 0.02;
    private const double Smallest = 1e-12;

    private readonly ActiveRows _active;
    private readonly FmnOptions _options;
    private readonly Tensor _found;
    private readonly Tensor _distances;
    private Tensor _current;
    private Tensor _best;
    private Tensor _nearest;
    private Tensor _radius;

    private MinimumNormSearch(AttackContext context, FmnOptions options)
    {
        _active = new ActiveRows(context);
        _options = options;
        _current = context.Images.clone();
        _best = context.Images.clone();
        _found = context.Images.clone();
        _nearest = full([context.Count], float.PositiveInfinity, dtype: _current.dtype, device: _current.device);
        _radius = _nearest.clone();
        _distances = _nearest.clone();
    }

    /// <summary>Runs a search; the caller's scope owns the images and their distances, infinite where none was misclassified.</summary>
    public static (Tensor Images, Tensor Distances) Run(AttackContext context, FmnOptions options)
    {
        using var scope = NewDisposeScope();
        var search = new MinimumNormSearch(context, options);
        for (var step = 0; step < options.Steps && search._active.Count > 0; step++)
            search.Drop(search.Step(step));
        var missed = search._nearest.isinf().view(-1, 1, 1, 1);
        var left = search._active.NotDone();
        search._active.Store(where(missed, search._current, search._best), left, search._found);
        search._active.Store(search._nearest, left, search._distances);
        return (search._found.MoveToOuterDisposeScope(), search._distances.MoveToOuterDisposeScope());
    }

    private int[] Step(int step)
    {
        using var scope = NewDisposeScope();
        var context = _active.Context;
        var norm = context.ThreatModel.Norm;
        var cosine = (1 + Math.Cos(Math.PI * step / _options.Steps)) / 2;
        var pass = context.Gradient(_current, AttackLoss.CarliniWagner);
        var perturbation = _current - context.Images;
        var size = norm.Distance(perturbation);
        var misclassified = pass.Logits.argmax(1).ne(context.Labels);
        var nearer = misclassified.logical_and(size.lt(_nearest));
        _nearest.copy_(where(nearer, size, _nearest));
        _best.copy_(where(nearer.view(-1, 1, 1, 1), _current, _best));

        // Until an image is misclassified once, the ball reaches as far as the boundary seems to be.
        var shrinkage = Falling(_options.Shrinkage, LastShrinkageShare, cosine);
        var toBoundary = pass.Loss.abs() / norm.DualSize(pass.Gradient).clamp_min(Smallest);
        _radius.copy_(where(
            misclassified,
            minimum(_radius * (1 - shrinkage), _nearest),
            where(_nearest.isinf(), size + toBoundary, _radius * (1 + shrinkage))));

        var length = pass.Gradient.flatten(1).square().sum(1).sqrt().clamp_min(Smallest).view(-1, 1, 1, 1);
        var next = norm.Project(perturbation + (pass.Gradient / length * Falling(_options.StepSize, LastStepShare, cosine)), _radius);
        _current.copy_(next.add_(context.Images).clamp_(0, 1));
        return Done();
    }

    /// <summary>A value that falls along a cosine from its first to its last.</summary>
    private static double Falling(double first, double lastShare, double cosine) => first * (lastShare + ((1 - lastShare) * cosine));

    /// <summary>Puts aside the images for which a misclassified iterate within ε is known, where that is the goal.</summary>
    private int[] Done()
    {
        var context = _active.Context;
        if (context.Goal != AttackGoal.Misclassification)
            return [];
        var within = _nearest.le(context.ThreatModel.Epsilon).cpu().data<bool>().ToArray();
        int[] positions = [.. _active.NotDone().Where(position => within[position])];
        _active.Store(_best, positions, _found);
        _active.Store(_nearest, positions, _distances);
        return positions;
    }

    private void Drop(int[] positions)
    {
        using var kept = _active.Drop(positions);
        if (kept is null)
            return;
        _current = ActiveRows.Keep(_current, kept);
        _best = ActiveRows.Keep(_best, kept);
        _nearest = ActiveRows.Keep(_nearest, kept);
        _radius = ActiveRows.Keep(_radius, kept);
    }
}
