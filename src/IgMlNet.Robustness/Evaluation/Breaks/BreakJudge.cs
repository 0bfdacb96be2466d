using System.Collections.Immutable;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation.Breaks;

/// <summary>
/// Judges submitted adversarial images by forward passes of the deployed model: the distance to the data set's images, and, on draws that
/// the submitter cannot know, whether the model misclassifies them as the data set labels them.
/// </summary>
/// <remarks>
/// For a randomized model an image is broken where its mean margin on the selection draws is positive; what it then counts for is the share
/// of independent verdict draws that are correct, as in an evaluation. So a lucky draw neither breaks an image nor saves it.
/// </remarks>
public sealed class BreakJudge
{
    /// <summary>What rounding to single precision may add to a distance, by itself and relative to ε, as in AutoAttack's own check.</summary>
    private const double Rounding = 1e-6;
    private const double RelativeRounding = 1e-5;
    private const string Purpose = "proof-of-break";

    private readonly ImageModel _model;
    private readonly LabeledImages _images;
    private readonly EvaluationOptions _options;

    /// <summary>Prepares to judge.</summary>
    /// <param name="model">The model as it is deployed, defense included; it stays the caller's.</param>
    /// <param name="images">The evaluated images, of the model's shape and classes.</param>
    /// <param name="options">Threat model, draws, size of batches, and a seed that was drawn after the submission.</param>
    /// <exception cref="ArgumentException">Images are not of the model's shape and classes.</exception>
    public BreakJudge(ImageModel model, LabeledImages images, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        if (images.Shape != model.InputShape || images.ClassNames.Count != model.ClassCount)
            throw new ArgumentException($"The images are {images.Shape} in {images.ClassNames.Count} classes, and not those of {model.Name}.", nameof(images));
        (_model, _images, _options) = (model, images, options);
    }

    /// <summary>Judges a submission.</summary>
    /// <param name="submitted">A submission about the same images.</param>
    /// <param name="progress">Told the images that are done; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <returns>The submitted images, in the order of their indices.</returns>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public ImmutableArray<JudgedImage> Judge(SubmittedImages submitted, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submitted);
        var judged = ImmutableArray.CreateBuilder<JudgedImage>(submitted.Indices.Length);
        var judge = new Judge(_model, _options);
        foreach (var rows in Enumerable.Range(0, submitted.Indices.Length).Chunk(_options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            judged.AddRange(Batch(judge, submitted, rows));
            progress?.Report(judged.Count);
        }

        return judged.MoveToImmutable();
    }

    private IEnumerable<JudgedImage> Batch(Judge judge, SubmittedImages submitted, int[] rows)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int[] indices = [.. rows.Select(row => submitted.Indices[row])];
        var originals = _images.ImageTensor(indices, _model.Device);
        var labels = _images.LabelTensor(indices, _model.Device);
        var pixels = new float[rows.Length * _images.Shape.Size];
        foreach (var (place, row) in rows.Index())
            submitted.Pixels(row).CopyTo(pixels.AsSpan(place * _images.Shape.Size));
        var candidates = tensor(pixels, originals.shape).to(_model.Device);

        // In double precision, so that the distance is that of the pixels and not of their sum's rounding.
        var distances = _options.ThreatModel.Norm.Distance((candidates.to(float64) - originals.to(float64)).cpu()).to(float64).data<double>().ToArray();
        var beyond = (candidates - candidates.clamp(0, 1)).abs().flatten(1).amax([1]).cpu().data<float>().ToArray();
        var inside = candidates.clamp(0, 1);
        long[] ids = [.. indices.Select(static index => (long)index)];
        var margins = judge.Select(inside, labels, ids, Purpose).Margins;
        var verdicts = judge.Verdicts(inside, labels, ids, Purpose);
        var largest = (_options.ThreatModel.Epsilon * (1 + RelativeRounding)) + Rounding;
        return
        [
            .. indices.Select((index, row) => new JudgedImage(
                index, distances[row], margins[row], [.. verdicts.Select(draw => draw[row])],
                distances[row] > largest || beyond[row] > Rounding ? BreakVerdict.OutsideThreatModel
                    : margins[row] > 0 ? BreakVerdict.Broken
                    : BreakVerdict.Withstood)),
        ];
    }
}
