using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation.Blocks;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>
/// One attack on one model, image by image: for those who want the adversarial images themselves rather than a report. Verdicts
/// are taken as in <see cref="RobustnessEvaluation"/>.
/// </summary>
/// <remarks>Every image is attacked, those included that the model misclassifies as they are.</remarks>
public sealed class AttackSession
{
    private readonly ImageModel _model;
    private readonly LabeledImages _images;
    private readonly Attack _attack;
    private readonly EvaluationOptions _options;

    /// <summary>Prepares a session.</summary>
    /// <param name="model">The model as it is deployed, defense included; it stays the caller's.</param>
    /// <param name="images">Images of the model's shape and classes.</param>
    /// <param name="attack">The attack.</param>
    /// <param name="options">Threat model, seed, size of blocks and draws.</param>
    /// <exception cref="InputException">The attack needs other variants, or reads images that are not perturbations of these.</exception>
    /// <exception cref="ArgumentException">Images are not of the model's shape and classes, or the attack not defined for them.</exception>
    public AttackSession(ImageModel model, LabeledImages images, Attack attack, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentNullException.ThrowIfNull(options);
        images.RequireFit(model, nameof(images));
        if (attack is AcrossModels { Sources.Count: 0 })
        {
            throw new InputException(
                $"attack '{attack.Id}'", "sends perturbations of other variants, and here is one model only", "Run it with 'igml evaluate'");
        }

        if (attack is StoredImages stored)
            stored.CheckAre(images.Count, images.Shape);
        (_model, _images, _attack, _options) = (model, images, attack, options);
    }

    /// <summary>Attacks block by block, as the result is enumerated.</summary>
    /// <param name="progress">Told the share of the work done, in [0,1], at every use of the model; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of the model.</param>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public IEnumerable<IReadOnlyList<AdversarialImage>> Run(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        foreach (var block in _images.Batches(_options.BatchSize, cancellationToken))
        {
            yield return Block(block, progress, cancellationToken);
            progress?.Report(block.ShareDone);
        }
    }

    private AdversarialImage[] Block(BatchRange block, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var ids = block.ImageIds;
        var batch = new AttackBatch(
            _images.ImageTensor(block, _model.Device), _images.LabelTensor(block, _model.Device), ids);
        var most = AttackWork.MostPasses(_attack, _model) * batch.Count;
        var within = progress is null ? null : new AttackProgressRelay(used =>
        {
            var share = Math.Min(AttackWork.Passes(used, _attack, _model.ClassCount) / Math.Max(most, 1), 1);
            progress.Report((block.Start + (share * batch.Count)) / _images.Count);
        });
        var judge = new Judge(_model, _options);
        var clean = Accuracies(judge.Verdicts(batch.Images, batch.Labels, ids, RobustnessReport.CleanId));
        using var result = _attack.Run(_model, batch, _options.ThreatModel, _options.Seed, within, cancellationToken);
        var robust = Accuracies(judge.Verdicts(result.Adversarial, batch.Labels, ids, _attack.Id));
        var distances = result.Distance.cpu().data<float>().ToArray();
        var pixels = result.Adversarial.cpu().contiguous().data<float>().ToArray();
        var size = _images.Shape.Size;
        return
        [
            .. Enumerable.Range(0, batch.Count).Select(row => new AdversarialImage
            {
                Index = block.Start + row,
                Label = _images.Labels[block.Start + row],
                CleanAccuracy = clean[row],
                RobustAccuracy = robust[row],
                Distance = distances[row],
                Queries = result.QueriesPerImage[row],
                Gradients = result.GradientsPerImage[row],
                FoundBy = result.FoundBy[row],
                Pixels = pixels.AsMemory(row * size, size),
            }),
        ];
    }

    /// <summary>For each image the share of draws in which it is classified correctly.</summary>
    private static double[] Accuracies(bool[][] verdicts) =>
        [.. Enumerable.Range(0, verdicts[0].Length).Select(row => verdicts.Average(draw => draw[row] ? 1.0 : 0.0))];
}
