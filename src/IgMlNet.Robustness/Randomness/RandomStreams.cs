using static TorchSharp.torch;

namespace IgMlNet.Robustness.Randomness;

/// <summary>
/// One stream of random numbers for each image of a batch. Row i of every draw comes from the stream of image i alone, so an
/// image meets the same noise whatever batch it is in.
/// </summary>
/// <remarks>Numbers are drawn on the CPU and moved to the images' device, so that they do not depend on it.</remarks>
public sealed class RandomStreams : IDisposable
{
    private readonly Generator[] _generators;
    private readonly IReadOnlyList<long> _imageIds;
    private readonly RandomSeed _seed;
    private bool _disposed;

    /// <summary>Opens the streams of some images.</summary>
    /// <param name="seed">Seed of the purpose, e.g. <c>evaluation.For(attack.Id)</c>.</param>
    /// <param name="imageIds">The images' indices in their data set, one for each row of the batch.</param>
    public RandomStreams(RandomSeed seed, IReadOnlyList<long> imageIds)
    {
        ArgumentNullException.ThrowIfNull(imageIds);
        _seed = seed;
        _imageIds = imageIds;
        _generators = new Generator[imageIds.Count];
    }

    /// <summary>The number of images, the first dimension of every draw.</summary>
    public int Count => _generators.Length;

    /// <summary>Standard normal numbers of the images' shape, type and device; the caller's scope owns them.</summary>
    /// <param name="images">[images, …], one row for each stream.</param>
    public Tensor Normal(Tensor images) => Draw(images, static (row, generator) => row.normal_(0, 1, generator));

    /// <summary>Numbers uniform in [0, 1) of the images' shape, type and device; the caller's scope owns them.</summary>
    /// <param name="images">[images, …], one row for each stream.</param>
    public Tensor Uniform(Tensor images) => Draw(images, static (row, generator) => row.uniform_(0, 1, generator));

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        foreach (var generator in _generators)
            generator?.Dispose();
    }

    private Tensor Draw(Tensor images, Func<Tensor, Generator, Tensor> fill)
    {
        ArgumentNullException.ThrowIfNull(images);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (images.shape[0] != Count)
            throw new ArgumentException($"There are {images.shape[0]} images but {Count} random streams.", nameof(images));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var numbers = empty(images.shape, dtype: images.dtype, device: CPU);
        for (var i = 0; i < Count; i++)
        {
            _generators[i] ??= _seed.For(_imageIds[i]).CreateGenerator();
            using var row = numbers[i];
            fill(row, _generators[i]);
        }

        return numbers.to(images.device).MoveToOuterDisposeScope();
    }
}
