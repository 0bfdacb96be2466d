using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Boundary;
using IgMlNet.Robustness.Attacks.Targets;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>
/// Targeted FAB (FAB-T): the Fast Adaptive Boundary attack towards the boundaries between the true class and the likeliest wrong
/// ones, one after another, until an image is misclassified.
/// </summary>
/// <remarks>
/// Papers: Croce &amp; Hein, Minimally distorted Adversarial Examples with a Fast Adaptive Boundary Attack (ICML 2020); as FAB-T in
/// Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness (ICML 2020), whose defaults it has. Norms: all. White box; a step takes
/// one gradient however many classes there are. Images [n, C, H, W] in [0,1]. Target classes are ranked by the logits of the
/// unperturbed image. Results are those of <see cref="Fab"/> and, over target classes, of <see cref="TargetedApgd"/>.
/// </remarks>
public sealed class TargetedFab : Attack
{
    private readonly FabOptions _options;
    private readonly int _targetClasses;

    /// <summary>FAB-T.</summary>
    /// <param name="options">Steps and their sizes, for each target class; null for the defaults.</param>
    /// <param name="targetClasses">
    /// The number of target classes: the likeliest wrong ones of each image; where there are fewer, all. Default 9, as in AutoAttack.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public TargetedFab(FabOptions? options = null, int targetClasses = TargetSearch.CustomaryTargetClasses)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetClasses);
        _options = options ?? new FabOptions();
        _targetClasses = targetClasses;
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"fab-t-{_options.Steps}")
        + TargetSearch.Deviation(_targetClasses) + _options.Deviations;

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"FAB-T-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper => new Fab().Paper;

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _targetClasses * _options.Steps;

    /// <inheritdoc/>
    internal override int StepsPerRun => _options.Steps;

    /// <summary>Every iterate, and what the search over target classes asks for.</summary>
    public override int Queries => (_targetClasses * _options.Steps) + TargetSearch.QueriesFor(_targetClasses);

    /// <inheritdoc/>
    internal override int TargetClasses => _targetClasses;

    /// <inheritdoc/>
    internal override Attack Restarted => new TargetedFab(_options with { Start = AttackStart.Random }, _targetClasses);

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TargetSearch.Run(
            context, TargetOrder.Likeliest, _targetClasses, (each, targets) => BoundarySearch.Run(each, ClassBoundary.FromTargets(targets), _options));
    }
}
