using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Boundary;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>
/// The Fast Adaptive Boundary attack (FAB): looks for the misclassified image nearest to the given one, projecting again and again
/// onto the nearest decision boundary as it looks by first order.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Minimally distorted Adversarial Examples with a Fast Adaptive Boundary Attack (ICML 2020); defaults and
/// the leaving out of the final search are AutoAttack's. Norms: all. White box; a step takes the gradients of all classes, so <see
/// cref="TargetedFab"/> is the choice where there are many. Images [n, C, H, W] in [0,1]. Where misclassification is the goal, an image is
/// done at its first misclassified iterate within ε; one that is found beyond ε is projected by <see cref="Attack.Run"/>.
/// </remarks>
public sealed class Fab : Attack
{
    private readonly FabOptions _options;

    /// <summary>FAB.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public Fab(FabOptions? options = null)
    {
        _options = options ?? new FabOptions();
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"fab-{_options.Steps}") + _options.Deviations;

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"FAB-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper =>
        "Croce & Hein, Minimally distorted Adversarial Examples with a Fast Adaptive Boundary Attack (ICML 2020)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _options.Steps;

    /// <summary>The unperturbed image, and every iterate.</summary>
    public override int Queries => 1 + _options.Steps;

    /// <inheritdoc/>
    internal override Attack Restarted => new Fab(_options with { Start = AttackStart.Random });

    /// <inheritdoc/>
    internal override int GradientsAPass(int classCount) => classCount;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        var rows = Enumerable.Range(0, context.Count).ToArray();
        if (context.Goal == AttackGoal.Misclassification)
        {
            var correct = context.Logits(context.Images).argmax(1).eq(context.Labels).cpu().data<bool>().ToArray();
            rows = [.. rows.Where(row => correct[row])];
        }

        var found = context.Images.clone();
        if (rows.Length > 0)
        {
            var attacked = context.Select(rows);
            var index = AttackBatch.Index(rows, found.device);
            found.index_copy_(0, index, BoundarySearch.Run(attacked, ClassBoundary.Nearest, _options).Images);
        }

        return found.MoveToOuterDisposeScope();
    }
}
