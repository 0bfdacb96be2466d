using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Datasets;

/// <summary>Goes through images batch by batch, and checks that a model takes them.</summary>
internal static class ImageBatches
{
    /// <summary>Consecutive batches; the last may be smaller. Cancellation is seen before each.</summary>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static IEnumerable<BatchRange> Batches(this LabeledImages images, int batchSize, CancellationToken cancellationToken)
    {
        for (var start = 0; start < images.Count; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new BatchRange(start, Math.Min(start + batchSize, images.Count), images.Count);
        }
    }

    /// <summary>Throws where a model does not take the images.</summary>
    /// <exception cref="ArgumentException">Shape or number of classes is another.</exception>
    public static void RequireFit(this LabeledImages images, ImageModel model, string parameter) =>
        images.RequireFit(model.InputShape, model.ClassCount, model.Name, parameter);

    /// <summary>Throws where images are not of a shape and number of classes.</summary>
    /// <param name="images">The images.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="taker">What takes such images, for the message.</param>
    /// <param name="parameter">The parameter that the images are.</param>
    /// <exception cref="ArgumentException">Shape or number of classes is another.</exception>
    public static void RequireFit(this LabeledImages images, ImageShape shape, int classCount, string taker, string parameter)
    {
        if (images.Shape != shape || images.ClassNames.Count != classCount)
        {
            throw new ArgumentException(
                $"The {images.Split} images are {images.Shape} in {images.ClassNames.Count} classes; {taker} takes {shape} in {classCount}.",
                parameter);
        }
    }
}

/// <summary>Which images are worked on together.</summary>
/// <param name="Start">The first image.</param>
/// <param name="End">The image after the last.</param>
/// <param name="Total">The number of all images.</param>
internal readonly record struct BatchRange(int Start, int End, int Total)
{
    public int Count => End - Start;

    /// <summary>The share of all images that is done once this batch is, in [0,1].</summary>
    public double ShareDone => (double)End / Total;

    /// <summary>The images' numbers, which name their random streams.</summary>
    public long[] ImageIds => [.. Enumerable.Range(Start, Count).Select(index => (long)index)];

    public static implicit operator Range(BatchRange batch) => batch.Start..batch.End;
}
