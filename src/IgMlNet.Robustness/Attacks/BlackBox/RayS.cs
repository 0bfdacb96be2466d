using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks.Queries;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>
/// RayS: looks for the sign vector along which the decision boundary is nearest, turning the signs of ever smaller blocks of
/// pixels, from the model's decisions alone.
/// </summary>
/// <remarks>
/// <para>
/// Paper: Chen &amp; Gu, RayS: A Ray Searching Method for Hard-label Adversarial Attack (KDD 2020); order of blocks, bisection and
/// defaults as published. Norm: ℓ∞. Black box: decisions alone. Images [n, C, H, W] in [0,1]. It draws no random numbers.
/// </para>
/// <para>
/// Where misclassification is the goal, an image is done with its first misclassified candidate within ε; else the search for
/// the nearest goes on until the queries are used up. An image whose boundary was found only beyond ε is projected by <see
/// cref="Attack.Run"/>. A point on the boundary is barely misclassified: where the highest loss is asked for, the result is
/// the point at distance ε along the ray found, unless <see cref="RaySOptions.Point"/> says otherwise. <see cref="FindBoundary"/> tells the distances themselves.
/// </para>
/// </remarks>
public sealed class RayS : Attack
{
    /// <summary>What identifiers say of a point on the boundary.</summary>
    internal const string BoundarySuffix = "-boundary";

    private const float Never = -1;

    private readonly RaySOptions _options;

    /// <summary>RayS.</summary>
    /// <param name="options">Its options; null for the defaults.</param>
    public RayS(RaySOptions? options = null)
    {
        _options = options ?? new RaySOptions();
    }

    /// <inheritdoc/>
    public override string Id => string.Create(CultureInfo.InvariantCulture, $"rays-{_options.Queries}")
        + (_options.Point == RaySPoint.AtEpsilon ? "" : BoundarySuffix);

    /// <inheritdoc/>
    public override string DisplayName => string.Create(CultureInfo.InvariantCulture, $"RayS-{_options.Queries}");

    /// <inheritdoc/>
    public override string Paper => "Chen & Gu, RayS: A Ray Searching Method for Hard-label Adversarial Attack (KDD 2020)";

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.Decisions;

    /// <inheritdoc/>
    public override int Steps => 0;

    /// <inheritdoc/>
    public override int Queries => _options.Queries;

    /// <inheritdoc/>
    public override IReadOnlyList<Norm> Norms { get; } = [Norm.Linf];

    /// <summary>
    /// The distance of each image from the nearest point of the decision boundary that the search finds with all its queries:
    /// what the paper reports as ADBD, averaged over images.
    /// </summary>
    /// <param name="model">The model as it is deployed, defense included.</param>
    /// <param name="batch">Images and true classes.</param>
    /// <param name="seed">The evaluation's seed: a randomized model draws from it.</param>
    /// <param name="progress">Told at every use of the model; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    /// <returns>
    /// ℓ∞ distances in pixel units of [0,1]: about 0 where the image itself is misclassified, infinite where no misclassified
    /// image was found at any distance.
    /// </returns>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public IReadOnlyList<float> FindBoundary(
        ImageModel model,
        AttackBatch batch,
        RandomSeed seed,
        IProgress<AttackProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
            return [];
        using var scope = NewDisposeScope();
        using var random = new RandomStreams(seed.For(Id), batch.ImageIds);
        var run = new AttackRun
        {
            Model = model,
            ThreatModel = new ThreatModel(Norm.Linf, 1),
            Record = new AttackRecord(batch.Count, progress),
            CancellationToken = cancellationToken,
        };
        var (searches, _) = Search(new AttackContext(run, batch, seed.For(Id), random), Never);
        return [.. searches.Select(search => search.Distance)];
    }

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var epsilon = context.ThreatModel.Epsilon;
        if (context.Goal == AttackGoal.Misclassification)
            return Search(context, (float)epsilon).Nearest;
        var (searches, nearest) = Search(context, Never);
        if (_options.Point == RaySPoint.Boundary && !context.IsRandomized)
            return nearest;
        var signs = ImageRows.Write(nearest, (row, image) => searches[row].Signs.CopyTo(image));
        return context.Images + (signs * epsilon);
    }

    private (IReadOnlyList<RaySearch> Searches, Tensor Nearest) Search(AttackContext context, float doneWithin)
    {
        var searches = ImageRows.Split(context.Images).Select(image => new RaySearch(_options, image, doneWithin)).ToList();
        return (searches, QueryLoop.Run(context, searches, null, static (_, candidates) => candidates));
    }
}
