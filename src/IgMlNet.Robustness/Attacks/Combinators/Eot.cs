using System.Globalization;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Combinators;

/// <summary>
/// Expectation over transformation: the attack inside sees, in place of one gradient, loss and logits of a randomized model, their
/// means over several draws.
/// </summary>
/// <remarks>
/// Paper: Athalye et al., Synthesizing Robust Adversarial Examples (ICML 2018). The Interpretability-Guided Defense is evaluated with 20
/// draws (Kulkarni &amp; Weng, ECCV 2024, Sec. 5). Images [n, C, H, W] in [0,1].
/// </remarks>
public sealed class Eot : AttackModifier
{
    /// <summary>The draws of the paper's evaluation, 20.</summary>
    public const int DefaultDraws = 20;

    private readonly int _draws;

    /// <summary>Averages an attack's gradients.</summary>
    /// <param name="attack">The attack through gradients.</param>
    /// <param name="draws">Draws per gradient; default 20.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    /// <exception cref="ArgumentException">The attack takes no gradients.</exception>
    public Eot(Attack attack, int draws = DefaultDraws)
        : base(attack)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (attack.Steps == 0)
            throw new ArgumentException($"{attack.DisplayName} takes no gradients that could be averaged.", nameof(attack));
        _draws = draws;
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"{Inner.Id}-eot{_draws}");

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"{Inner.DisplayName} + EoT-{_draws}");

    /// <inheritdoc/>
    public override string Paper => $"{Inner.Paper}; Athalye et al., Synthesizing Robust Adversarial Examples (ICML 2018)";

    /// <inheritdoc/>
    public override int Steps => Inner.Steps * _draws;

    /// <inheritdoc/>
    internal override int GradientDraws => _draws;

    /// <inheritdoc/>
    internal override double StepsAgainst(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.IsRandomized ? Steps : Inner.StepsAgainst(model);
    }

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.WithGradientDraws(_draws).Perturb(Inner);
    }
}
