using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>
/// An attack that knows the defense: APGD through every surrogate that the model states and through the model itself, each gradient the
/// mean over some draws of a randomized model. The result is each image's candidate that does worst on the model itself.
/// </summary>
/// <remarks>
/// <para>
/// Papers: Tramèr et al., On Adaptive Attacks to Adversarial Example Defenses (NeurIPS 2020); Croce et al., Evaluating the Adversarial
/// Robustness of Adaptive Test-time Defenses (ICML 2022). Norms: all. White box. Images [n, C, H, W] in [0,1].
/// </para>
/// <para>
/// Candidates against a randomized model are judged on draws that no gradient has seen. Against a deterministic model an image is done at
/// its first misclassified iterate. Against a model without surrogates it is APGD. <see cref="AttackResult.FoundBy"/> names the
/// surrogate that led to an image, <c>model</c> where it was the model itself.
/// </para>
/// </remarks>
public sealed class Adaptive : Attack
{
    /// <summary>What <see cref="AttackResult.FoundBy"/> says where the model's own gradients led to an image.</summary>
    private const string Itself = "model";

    private readonly AdaptiveOptions _options;
    private readonly Apgd _ascent;

    /// <summary>The attack.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public Adaptive(AdaptiveOptions? options = null)
    {
        _options = options ?? new AdaptiveOptions();
        _ascent = new Apgd(new ApgdOptions { Steps = _options.Steps, Loss = _options.Loss, Start = _options.Start });
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"adaptive-{_options.Steps}") + Deviations;

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"Adaptive-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper =>
        $"Tramèr et al., On Adaptive Attacks to Adversarial Example Defenses (NeurIPS 2020); {_ascent.Paper}";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _ascent.Steps * _options.Draws * (1 + ImageModel.MostSurrogates);

    /// <summary>What judging takes, and one query per step through a surrogate of a deterministic model.</summary>
    public override int Queries =>
        CandidateSearch.QueriesFor(1 + ImageModel.MostSurrogates) + (_ascent.Steps * ImageModel.MostSurrogates);

    /// <inheritdoc/>
    public override int FewestClasses => _ascent.FewestClasses;

    /// <inheritdoc/>
    internal override bool IsMadeOfOthers => true;

    /// <inheritdoc/>
    internal override int StepsPerRun => _ascent.StepsPerRun;

    /// <inheritdoc/>
    internal override int GradientDraws => _options.Draws;

    private string Deviations => _options == new AdaptiveOptions { Steps = _options.Steps }
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"-{_options.Loss.Id}-{_options.Draws}draws-{_options.Start}").ToLowerInvariant();

    /// <inheritdoc/>
    internal override double StepsAgainst(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Surrogates.Select(surrogate => surrogate.Model).Append(model)
            .Sum(climbed => _ascent.Steps * (climbed.IsRandomized ? _options.Draws : 1));
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<AttackLoss> Losses => [_options.Loss];

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Surrogates.Count == 0)
            return context.WithGradientDraws(_options.Draws).Perturb(_ascent);
        var search = new CandidateSearch(context);
        for (var i = 0; i < context.Surrogates.Count; i++)
        {
            var (surrogate, restart) = (context.Surrogates[i], i + 1);
            search.Try(surrogate.Id, remaining => Climb(remaining, surrogate.Model, restart));
        }

        search.Try(Itself, remaining => remaining.WithGradientDraws(_options.Draws).Perturb(_ascent));
        return search.Best;
    }

    /// <summary>
    /// Climbs a surrogate. Each iterate is shown to a deterministic model, since one success is enough there; a randomized model judges only
    /// the point of highest loss, in several draws.
    /// </summary>
    private Tensor Climb(AttackContext context, ImageModel surrogate, int restart)
    {
        var climbing = context.Goal == AttackGoal.Misclassification
            ? context.Through(surrogate)
            : context.On(surrogate).For(AttackGoal.HighestLoss);
        return climbing.WithGradientDraws(_options.Draws).Perturb(_ascent, restart);
    }
}
