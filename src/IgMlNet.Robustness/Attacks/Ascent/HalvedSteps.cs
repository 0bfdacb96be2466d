using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>Steps with momentum along the steepest ascent, at first of size 2ε and halved whenever an image stalls.</summary>
/// <remarks>Paper: Croce &amp; Hein (ICML 2020), Algorithm 1 with α = 0.75 and η = 2ε.</remarks>
internal sealed class HalvedSteps : ApgdSteps
{
    private const double InitialRelativeStep = 2;
    private const double Momentum = 0.75;

    private readonly ApgdSchedule _schedule;
    private Tensor _size;
    private bool _hasMoved;

    public HalvedSteps(int steps, double epsilon, Tensor initialLoss)
    {
        _schedule = new ApgdSchedule(steps, initialLoss);
        _size = full([initialLoss.shape[0], 1, 1, 1], InitialRelativeStep * epsilon, dtype: initialLoss.dtype, device: initialLoss.device);
    }

    public override Tensor Next(AttackContext context, Tensor current, Tensor previous, Tensor gradient)
    {
        var next = context.Project(context.ThreatModel.Norm.SteepestAscent(gradient).mul_(_size).add_(current));
        if (_hasMoved)
        {
            var last = (current - previous).mul_(1 - Momentum);
            next = context.Project(next.sub_(current).mul_(Momentum).add_(current).add_(last));
        }

        _hasMoved = true;
        return next;
    }

    public override Tensor? GoBack(AttackContext context, Tensor loss, Tensor bestLoss, Tensor best)
    {
        var stalled = _schedule.Stalled(loss, bestLoss);
        if (stalled is not null)
            _size.copy_(where(stalled.view(-1, 1, 1, 1), _size / 2, _size));
        return stalled;
    }

    public override void Keep(Tensor kept)
    {
        _schedule.Keep(kept);
        _size = ActiveRows.Keep(_size, kept);
    }
}
