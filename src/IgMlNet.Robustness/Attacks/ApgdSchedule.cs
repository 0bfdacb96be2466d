using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>
/// When APGD halves the step size of an image: at checkpoints that come ever closer, if too few steps since the last one raised
/// the loss, or if the best loss did not rise and the step size was left alone last time.
/// </summary>
/// <remarks>Paper: Croce &amp; Hein (ICML 2020), conditions 1 and 2 of Sec. 3.1 with ρ = 0.75; the intervals as published.</remarks>
internal sealed class ApgdSchedule : IDisposable
{
    private const double FirstInterval = 0.22;
    private const double ShortestInterval = 0.06;
    private const double IntervalDecrease = 0.03;
    private const double NeededRises = 0.75;

    private readonly int _shortest;
    private readonly int _decrease;
    private readonly Tensor _losses;
    private readonly Tensor _bestAtLastCheck;
    private readonly Tensor _halvedAtLastCheck;
    private int _interval;
    private int _sinceCheck;

    public ApgdSchedule(int steps, Tensor initialLoss)
    {
        using var scope = NewDisposeScope();
        _interval = Math.Max((int)(FirstInterval * steps), 1);
        _shortest = Math.Max((int)(ShortestInterval * steps), 1);
        _decrease = Math.Max((int)(IntervalDecrease * steps), 1);
        _losses = zeros([steps, initialLoss.shape[0]], dtype: initialLoss.dtype, device: initialLoss.device)
            .DetachFromDisposeScope();
        _bestAtLastCheck = initialLoss.clone().DetachFromDisposeScope();
        _halvedAtLastCheck = ones_like(initialLoss, dtype: ScalarType.Bool).DetachFromDisposeScope();
    }

    /// <summary>Records a step; at a checkpoint, which images have stalled, [n] bool; otherwise null.</summary>
    public Tensor? StalledAt(int step, Tensor loss, Tensor bestLoss)
    {
        _losses[step].copy_(loss);
        if (++_sinceCheck < _interval)
            return null;

        var rises = zeros_like(loss);
        for (var back = 0; back < _interval; back++)
        {
            var (later, earlier) = (step - back, step - back - 1);

            // The first interval reaches one step before the first; the published code then reads the last row, still zero.
            rises.add_(_losses[later].gt(_losses[earlier < 0 ? _losses.shape[0] - 1 : earlier]));
        }

        var stalled = rises.le(NeededRises * _interval)
            .logical_or(_halvedAtLastCheck.logical_not().logical_and(_bestAtLastCheck.ge(bestLoss)));
        _halvedAtLastCheck.copy_(stalled);
        _bestAtLastCheck.copy_(bestLoss);
        _interval = Math.Max(_interval - _decrease, _shortest);
        _sinceCheck = 0;
        return stalled;
    }

    public void Dispose()
    {
        _losses.Dispose();
        _bestAtLastCheck.Dispose();
        _halvedAtLastCheck.Dispose();
    }
}
