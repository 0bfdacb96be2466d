using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Ascent;
using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>
/// Auto-PGD: projected gradient ascent with momentum whose step size is halved, image by image, when progress stalls, each
/// time going back to the best point so far. It has no parameter to tune but its length.
/// </summary>
/// <remarks>
/// Paper: Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks (ICML
/// 2020), Algorithm 1; in ℓ1 Croce &amp; Hein, Mind the Box: ℓ1-APGD for Sparse Adversarial Attacks on Image Classifiers (ICML 2021), with
/// sparse steps on a way in from 3ε over 2ε (30 % of the steps each), as AutoAttack has it. Norms: all. White box. Images
/// [n, C, H, W] in [0,1]. Where misclassification is the goal, an image is done at its first misclassified iterate; otherwise, and
/// where there is none, the result is the iterate of highest loss.
/// </remarks>
public sealed class Apgd : Attack
{
    private readonly ApgdOptions _options;

    /// <summary>APGD.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public Apgd(ApgdOptions? options = null)
    {
        _options = options ?? new ApgdOptions();
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"apgd-{_options.Loss.Id}-{_options.Steps}");

    /// <inheritdoc/>
    public override string DisplayName => string.Create(
        CultureInfo.InvariantCulture, $"APGD-{_options.Loss.Id.ToUpperInvariant()}-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper =>
        "Croce & Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks (ICML 2020)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _options.Steps + 1;

    /// <inheritdoc/>
    internal override int StepsPerRun => _options.Steps;

    /// <inheritdoc/>
    public override int FewestClasses => _options.Loss.FewestClasses;

    /// <inheritdoc/>
    internal override IReadOnlyList<AttackLoss> Losses => [_options.Loss];

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ApgdAscent.Run(context, ApgdObjective.FromLoss(_options.Loss), _options.Steps, _options.Start).Images;
    }
}
