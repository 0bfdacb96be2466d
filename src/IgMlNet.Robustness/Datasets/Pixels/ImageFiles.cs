using IgMlNet.IO;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Datasets.Pixels;

/// <summary>
/// The image files of one split, decoded on all processors: at once where they are small enough together to be held in memory, and
/// otherwise batch by batch, whenever they are asked for.
/// </summary>
internal static class ImageFiles
{
    /// <summary>The most bytes of pixels that are held in memory: all of CIFAR, not ImageNet's 5,000 images of 3×224×224.</summary>
    public const long MostBytesHeld = 512L << 20;

    /// <summary>Decodes files, or finds out that they will have to be decoded later.</summary>
    /// <param name="paths">The files, at least one.</param>
    /// <param name="preprocessing">What is done to the pixels.</param>
    /// <param name="colors">The colour planes.</param>
    /// <param name="mostBytesHeld">What may be held in memory, <see cref="MostBytesHeld"/>.</param>
    /// <param name="progress">Told about every image.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">A file is unusable; of several the first is named.</exception>
    public static (ImageShape Shape, PixelStore Pixels) Open(
        IReadOnlyList<string> paths,
        ImagePreprocessing preprocessing,
        ImageColors colors,
        long mostBytesHeld,
        IProgress<ImagesRead>? progress,
        CancellationToken cancellationToken)
    {
        using var first = ImageFile.Open(paths[0]);
        var shape = first.ShapeAfter(preprocessing, colors);
        var files = new FilePixels([.. paths.Select(path => new ImageToDecode(path))], shape, preprocessing, colors);
        if ((long)shape.Size * paths.Count <= mostBytesHeld)
        {
            var images = new ReadOnlyMemory<byte>[paths.Count];
            InParallel(paths.Count, i => images[i] = files.Read(i), progress, cancellationToken);
            return (shape, new HeldPixels(images));
        }

        // Sizes that a preprocessing makes equal need no look; others are compared before hours are spent on them.
        if (preprocessing.OutputSize is null)
            InParallel(paths.Count, files.CheckShape, progress, cancellationToken);
        return (shape, files);
    }

    /// <summary>Works on all indices and throws what was wrong with the lowest.</summary>
    public static void InParallel(
        int count, Action<int> work, IProgress<ImagesRead>? progress, CancellationToken cancellationToken)
    {
        var done = 0;
        var failures = new InputException?[count];
        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        Parallel.For(0, count, options, (i, loop) =>
        {
            try
            {
                work(i);
                progress?.Report(new ImagesRead(Interlocked.Increment(ref done), count));
            }
            catch (InputException e)
            {
                failures[i] = e;
                loop.Break(); // every earlier image is still looked at, so that the first bad file is the one named
            }
        });
        if (Array.Find(failures, failure => failure is not null) is { } failure)
            throw failure;
    }
}
