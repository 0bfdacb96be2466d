using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>
/// When APGD halves the step size of an image: at checkpoints that come ever closer, if too few steps since the last one raised
/// the loss, or if the best loss did not rise and the step size was left alone last time.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein (ICML 2020), conditions 1 and 2 of Sec. 3.1 with ρ = 0.75; the intervals as published. Its tensors belong
/// to the dispose scope in which it is made.
/// </remarks>
internal sealed class ApgdSchedule
{
    private const double FirstInterval = 0.22;
    private const double ShortestInterval = 0.06;
    private const double IntervalDecrease = 0.03;
    private const double NeededRises = 0.75;

    private readonly int _shortest;
    private readonly int _decrease;
    private Tensor _previousLoss;
    private Tensor _rises;
    private Tensor _bestAtLastCheck;
    private Tensor _halvedAtLastCheck;
    private int _interval;
    private int _sinceCheck;

    public ApgdSchedule(int steps, Tensor initialLoss)
    {
        _interval = Math.Max((int)(FirstInterval * steps), 1);
        _shortest = Math.Max((int)(ShortestInterval * steps), 1);
        _decrease = Math.Max((int)(IntervalDecrease * steps), 1);

        // The published code compares the first step's loss with 0, not with the starting point's.
        _previousLoss = zeros_like(initialLoss);
        _rises = zeros_like(initialLoss);
        _bestAtLastCheck = initialLoss.clone();
        _halvedAtLastCheck = ones_like(initialLoss, dtype: ScalarType.Bool);
    }

    /// <summary>Records a step; at a checkpoint, which images have stalled, [n] bool; otherwise null.</summary>
    public Tensor? Stalled(Tensor loss, Tensor bestLoss)
    {
        _rises.add_(loss.gt(_previousLoss));
        _previousLoss.copy_(loss);
        if (++_sinceCheck < _interval)
            return null;

        var stalled = _rises.le(NeededRises * _interval)
            .logical_or_(_halvedAtLastCheck.logical_not().logical_and_(_bestAtLastCheck.ge(bestLoss)));
        _halvedAtLastCheck.copy_(stalled);
        _bestAtLastCheck.copy_(bestLoss);
        _rises.zero_();
        _interval = Math.Max(_interval - _decrease, _shortest);
        _sinceCheck = 0;
        return stalled;
    }

    /// <summary>Keeps some of the images alone.</summary>
    public void Keep(Tensor kept)
    {
        _previousLoss = ActiveRows.Keep(_previousLoss, kept);
        _rises = ActiveRows.Keep(_rises, kept);
        _bestAtLastCheck = ActiveRows.Keep(_bestAtLastCheck, kept);
        _halvedAtLastCheck = ActiveRows.Keep(_halvedAtLastCheck, kept);
    }
}
