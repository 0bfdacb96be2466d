using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Losses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Projected gradient descent: steps of fixed size along the steepest ascent of a loss, each projected back.</summary>
/// <remarks>
/// Paper: Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks (ICLR 2018). Norms: ℓ∞, ℓ2. White box.
/// Images [n, C, H, W] in [0,1]. The last iterate is the result.
/// </remarks>
public sealed class Pgd : Attack
{
    private readonly PgdOptions _options;

    /// <summary>PGD.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public Pgd(PgdOptions? options = null)
    {
        _options = options ?? new PgdOptions();
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"pgd-{_options.Steps}") + _options.Suffix;

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"PGD-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper =>
        "Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks (ICLR 2018)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _options.Steps;

    /// <inheritdoc/>
    public override int FewestClasses => _options.Loss.FewestClasses;

    /// <inheritdoc/>
    internal override IReadOnlyList<AttackLoss> Losses => [_options.Loss];

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (norm, epsilon) = (context.ThreatModel.Norm, context.ThreatModel.Epsilon);
        using var scope = NewDisposeScope();
        var current = _options.Start == AttackStart.Random
            ? context.Project(context.Images + norm.RandomInBall(context.Random, context.Images, epsilon))
            : context.Images.alias();
        for (var step = 0; step < _options.Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            var gradient = context.Gradient(current, _options.Loss).Gradient;
            var next = context.Project(current + (norm.SteepestAscent(gradient) * (_options.RelativeStepSize * epsilon)));
            current.Dispose();
            current = next.MoveToOuterDisposeScope();
        }

        return current.MoveToOuterDisposeScope();
    }
}
