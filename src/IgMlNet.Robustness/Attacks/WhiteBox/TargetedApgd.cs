using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Ascent;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.Targets;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>
/// Targeted Auto-PGD (APGD-T): for each image APGD towards its likeliest wrong classes, one after another, until it is misclassified.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks (ICML
/// 2020), Sec. 4. Norms: all. White box. Images [n, C, H, W] in [0,1]. Target classes are ranked by the logits of the unperturbed image, or,
/// as MALT, by the distance of their decision boundaries to first order.
/// Where misclassification is the goal, the result is what leads to the first target class that succeeds; otherwise, and where
/// none does, the candidate of highest margin among those of all target classes. Where few images are left, several target classes
/// share a batch; this changes no result.
/// </remarks>
public sealed class TargetedApgd : Attack
{
    private readonly TargetedApgdOptions _options;

    /// <summary>APGD-T.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public TargetedApgd(TargetedApgdOptions? options = null)
    {
        _options = options ?? new TargetedApgdOptions();
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"{(IsMalt ? "malt" : "apgd-t")}-{_options.Steps}")
        + (_options.Loss == TargetedLoss.Dlr ? "" : $"-{_options.Loss.Id}")
        + TargetSearch.Deviation(_options.TargetClasses);

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"{(IsMalt ? "MALT" : "APGD-T")}-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper => IsMalt
        ? $"Melamed et al., MALT Powers Up Adversarial Attacks (NeurIPS 2024); {new Apgd().Paper}"
        : new Apgd().Paper;

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => (_options.TargetClasses * (_options.Steps + 1)) + (IsMalt ? TargetSearch.MostCompared : 0);

    /// <inheritdoc/>
    internal override int StepsPerRun => _options.Steps;

    /// <inheritdoc/>
    public override int Queries => TargetSearch.QueriesFor(_options.TargetClasses);

    /// <inheritdoc/>
    public override int FewestClasses => _options.Loss.FewestClasses;

    /// <inheritdoc/>
    internal override int TargetClasses => _options.TargetClasses;

    private bool IsMalt => _options.Order == TargetOrder.Nearest;

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TargetSearch.Run(context, _options.Order, _options.TargetClasses, (each, targets) =>
            ApgdAscent.Run(each, ApgdObjective.Towards(_options.Loss, targets), _options.Steps, _options.Start));
    }
}
