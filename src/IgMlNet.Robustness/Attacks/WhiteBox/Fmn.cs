using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Boundary;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>
/// The Fast Minimum-Norm attack (FMN): looks for the misclassified image nearest to the given one, by gradient steps within a ball whose
/// radius shrinks while an image is misclassified and grows while it is not.
/// </summary>
/// <remarks>
/// Paper: Pintor et al., Fast Minimum-norm Adversarial Attacks through Adaptive Norm Constraints (NeurIPS 2021), Algorithm 1; the loss is the
/// margin of the logits, the start is the image. Norms: all. White box, one gradient per step. Images [n, C, H, W] in [0,1]. Where
/// misclassification is the goal, an image is done at its first misclassified iterate within ε; one that is found beyond ε is projected by
/// <see cref="Attack.Run"/>. <see cref="FindBoundary"/> returns the distances themselves.
/// </remarks>
public sealed class Fmn : Attack
{
    private readonly FmnOptions _options;

    /// <summary>FMN.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public Fmn(FmnOptions? options = null)
    {
        _options = options ?? new FmnOptions();
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"fmn-{_options.Steps}") + _options.Deviations;

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"FMN-{_options.Steps}");

    /// <inheritdoc/>
    public override string Paper =>
        "Pintor et al., Fast Minimum-norm Adversarial Attacks through Adaptive Norm Constraints (NeurIPS 2021)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

    /// <inheritdoc/>
    public override int Steps => _options.Steps;

    /// <summary>The size of the smallest perturbation found for each image that has it misclassified.</summary>
    /// <param name="model">The model as it is deployed, defense included.</param>
    /// <param name="batch">Images and true classes.</param>
    /// <param name="norm">The norm that sizes are measured in.</param>
    /// <param name="seed">The evaluation's seed: a randomized model draws from it.</param>
    /// <param name="progress">Told at every use of the model; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    /// <returns>Distances in pixel units of [0,1]: 0 where the image itself is misclassified, infinite where none was found.</returns>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public IReadOnlyList<float> FindBoundary(
        ImageModel model,
        AttackBatch batch,
        Norm norm,
        RandomSeed seed,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(norm);
        if (batch.Count == 0)
            return [];
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new RandomStreams(seed.For(Id), batch.ImageIds);
        var run = new AttackRun
        {
            Model = model,
            ThreatModel = new ThreatModel(norm, batch.Images[0].numel()),
            Record = new AttackRecord(batch.Count, progress),
            CancellationToken = cancellationToken,
            Goal = AttackGoal.HighestLoss,
        };
        return [.. MinimumNormSearch.Run(new AttackContext(run, batch, seed.For(Id), random), _options).Distances.cpu().data<float>()];
    }

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return MinimumNormSearch.Run(context, _options).Images;
    }
}
