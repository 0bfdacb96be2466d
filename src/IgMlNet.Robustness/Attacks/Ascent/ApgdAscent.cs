using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>
/// The ascent at the heart of every APGD. Where misclassification is the goal, an image is done at its first misclassified iterate;
/// otherwise, and where there is none, its result is the iterate of highest loss.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein (ICML 2020), Algorithm 1. Its tensors belong to the dispose scope in which it is made.
/// </remarks>
internal sealed class ApgdAscent
{
    private readonly ActiveRows _active;
    private readonly ApgdObjective _objective;
    private readonly ApgdSteps _steps;
    private readonly Tensor _found;
    private readonly bool[] _misclassified;
    private readonly int[] _fooledAtStart;
    private Tensor _current;
    private Tensor _previous;
    private Tensor _gradient;
    private Tensor _best;
    private Tensor _bestGradient;
    private Tensor _bestLoss;

    private ApgdAscent(AttackContext context, ApgdObjective objective, int steps, Tensor start)
    {
        _active = new ActiveRows(context);
        _objective = objective;
        _misclassified = new bool[context.Count];
        _found = start.clone();
        _current = start;
        _previous = start.clone();
        _best = start.clone();
        var pass = context.Gradient(start, logits => objective.PerImage(logits, context.Labels));
        _gradient = pass.Gradient;
        _bestGradient = pass.Gradient.clone();
        _bestLoss = pass.Loss;
        _steps = context.ThreatModel.Norm.ApgdSteps(context, steps, start, pass.Loss);
        _fooledAtStart = Fooled(pass.Logits);
    }

    /// <summary>Runs an ascent; the caller's scope owns the images.</summary>
    /// <param name="context">The images.</param>
    /// <param name="objective">What is driven up; belongs to the ascent from now on.</param>
    /// <param name="steps">The number of steps; gradients are one more.</param>
    /// <param name="start">Where to start.</param>
    public static SearchResult Run(AttackContext context, ApgdObjective objective, int steps, AttackStart start)
    {
        using var scope = NewDisposeScope();
        var (norm, epsilon) = (context.ThreatModel.Norm, context.ThreatModel.Epsilon);
        var phases = norm.ApgdPhases(steps);
        var current = start == AttackStart.Random
            ? norm.RandomStart(context.Random, context.Images, phases[0].RelativeRadius * epsilon)
            : context.Images.clone();

        // In a larger ball there is nothing to succeed at, only a good way into the smaller one to be found.
        foreach (var (radius, count) in phases.SkipLast(1))
        {
            var larger = context.Within(radius * epsilon).For(AttackGoal.HighestLoss);
            current = Run(larger, objective, count, larger.Project(current)).Images;
        }

        current = phases.Count > 1 ? context.Project(current) : current;
        var result = Run(context, objective, phases[^1].Steps, current);
        return result with { Images = result.Images.MoveToOuterDisposeScope() };
    }

    private static SearchResult Run(AttackContext context, ApgdObjective objective, int steps, Tensor start)
    {
        using var scope = NewDisposeScope();
        var ascent = new ApgdAscent(context, objective, steps, start);
        ascent.Drop(ascent._fooledAtStart);
        for (var step = 0; step < steps && ascent._active.Count > 0; step++)
            ascent.Drop(ascent.Step());
        ascent._active.Store(ascent._best, ascent._active.NotDone(), ascent._found);
        return new SearchResult(ascent._found.MoveToOuterDisposeScope(), ascent._misclassified);
    }

    /// <summary>Makes a step and gives the positions of images that are misclassified for the first time.</summary>
    private int[] Step()
    {
        using var scope = NewDisposeScope();
        var context = _active.Context;
        var next = _steps.Next(context, _current, _previous, _gradient);
        _previous.copy_(_current);
        _current.copy_(next);
        var pass = context.Gradient(_current, logits => _objective.PerImage(logits, context.Labels));
        _gradient.copy_(pass.Gradient);
        var fooled = Fooled(pass.Logits);

        var improved = pass.Loss.gt(_bestLoss);
        Overwrite(improved, _current, _best);
        Overwrite(improved, _gradient, _bestGradient);
        _bestLoss.copy_(maximum(_bestLoss, pass.Loss));
        if (_steps.GoBack(context, pass.Loss, _bestLoss, _best) is { } back)
        {
            Overwrite(back, _best, _current);
            Overwrite(back, _bestGradient, _gradient);
        }

        return fooled;
    }

    /// <summary>Puts aside the images that are misclassified for the first time, where that is the goal.</summary>
    private int[] Fooled(Tensor logits)
    {
        var positions = _active.Misclassified(logits);
        _active.Store(_current, positions, _found);
        foreach (var position in positions)
            _misclassified[_active.Rows[position]] = true;
        return positions;
    }

    private void Drop(int[] positions)
    {
        using var kept = _active.Drop(positions);
        if (kept is null)
            return;
        _objective.Keep(kept);
        _steps.Keep(kept);
        _current = ActiveRows.Keep(_current, kept);
        _previous = ActiveRows.Keep(_previous, kept);
        _gradient = ActiveRows.Keep(_gradient, kept);
        _best = ActiveRows.Keep(_best, kept);
        _bestGradient = ActiveRows.Keep(_bestGradient, kept);
        _bestLoss = ActiveRows.Keep(_bestLoss, kept);
    }

    private static void Overwrite(Tensor rows, Tensor source, Tensor target) =>
        target.copy_(where(rows.view(-1, 1, 1, 1), source, target));
}
