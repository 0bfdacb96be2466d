using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Ascent;

/// <summary>
/// APGD's steps in ℓ1: along the signs of the gradient's largest entries, as many as the best point so far suggests. Where that
/// point grows sparser, an image starts again from it with a step of size ε; otherwise its steps shrink, down to ε/10.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Mind the Box: ℓ1-APGD for Sparse Adversarial Attacks on Image Classifiers (ICML 2021), Sec. 3; the
/// constants as published.
/// </remarks>
internal sealed class SparseSteps : ApgdSteps
{
    private const double CheckShare = 0.04;
    private const double Sparser = 0.95;
    private const double Decrease = 1.5;
    private const double SmallestRelativeStep = 0.1;

    private readonly int _interval;
    private readonly double _epsilon;
    private int _sinceCheck;
    private Tensor _size;
    private Tensor _changed;

    public SparseSteps(AttackContext context, int steps, Tensor start)
    {
        _interval = Math.Max((int)(CheckShare * steps), 1);
        _epsilon = context.ThreatModel.Epsilon;
        _changed = Changed(context, start);
        _size = full_like(_changed, _epsilon);
    }

    public override Tensor Next(AttackContext context, Tensor current, Tensor previous, Tensor gradient)
    {
        var size = gradient.flatten(1).abs();
        var entries = size.shape[1];
        var (sorted, _) = size.sort(dim: 1);
        var rank = (entries - (_changed / Decrease)).clamp_(0, entries - 1).to(int64);
        var direction = gradient.flatten(1).sign().mul_(size.ge(sorted.gather(1, rank.unsqueeze(1))));
        var step = _size / direction.abs().sum(1).add_(1e-10);
        return context.Project(direction.mul_(step.unsqueeze(1)).view(current.shape).add_(current));
    }

    public override Tensor? GoBack(AttackContext context, Tensor loss, Tensor bestLoss, Tensor best)
    {
        if (++_sinceCheck < _interval)
            return null;
        _sinceCheck = 0;
        var changed = Changed(context, best);
        var sparser = changed.lt(_changed * Sparser);
        _size.copy_(where(sparser, _epsilon, (_size / Decrease).clamp_min_(_epsilon * SmallestRelativeStep)));
        _changed.copy_(changed);
        return sparser;
    }

    public override void Keep(Tensor kept)
    {
        _size = ActiveRows.Keep(_size, kept);
        _changed = ActiveRows.Keep(_changed, kept);
    }

    /// <summary>How many pixel values differ from the image's.</summary>
    private static Tensor Changed(AttackContext context, Tensor images) =>
        images.ne(context.Images).flatten(1).sum(1).to(images.dtype);
}
