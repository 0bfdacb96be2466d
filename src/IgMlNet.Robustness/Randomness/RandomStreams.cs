using static TorchSharp.torch;

namespace IgMlNet.Robustness.Randomness;

/// <summary>
/// One stream of random numbers for each image of a batch. Row i of every draw comes from the stream of image i alone, so an
/// image meets the same noise whatever batch it is in.
/// </summary>
/// <remarks>Numbers are drawn on the CPU and moved to the images' device, so that they do not depend on it.</remarks>
public sealed class RandomStreams : IDisposable
{
    private readonly ImageStream[] _streams;
    private readonly RandomStreams? _whole;
    private bool _disposed;

    /// <summary>Opens the streams of some images.</summary>
    /// <param name="seed">Seed of the purpose, e.g. <c>evaluation.For(attack.Id)</c>.</param>
    /// <param name="imageIds">The images' indices in their data set, one for each row of the batch.</param>
    public RandomStreams(RandomSeed seed, IReadOnlyList<long> imageIds)
    {
        ArgumentNullException.ThrowIfNull(imageIds);
        _streams = [.. imageIds.Select(id => new ImageStream(seed, id))];
    }

    /// <summary>Opens streams of different purposes.</summary>
    internal RandomStreams(IReadOnlyList<(RandomSeed Seed, long ImageId)> streams) =>
        _streams = [.. streams.Select(stream => new ImageStream(stream.Seed, stream.ImageId))];

    private RandomStreams(RandomStreams whole, ImageStream[] streams)
    {
        _whole = whole;
        _streams = streams;
    }

    /// <summary>The number of images, the first dimension of every draw.</summary>
    public int Count => _streams.Length;

    /// <summary>
    /// The streams of some of the images, in the order asked for: the same streams, which go on where they stand. The whole
    /// remains their owner.
    /// </summary>
    /// <param name="rows">Which rows, each 0 … <see cref="Count"/> − 1; one that is named twice draws twice.</param>
    public RandomStreams Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ThrowIfDisposed();
        return new RandomStreams(this, [.. rows.Select(row => _streams[row])]);
    }

    /// <summary>Standard normal numbers of the images' shape, type and device; the caller's scope owns them.</summary>
    /// <param name="images">[images, …], one row for each stream.</param>
    public Tensor Normal(Tensor images) => Draw(images, static (row, generator) => row.normal_(0, 1, generator));

    /// <summary>Numbers uniform in [0, 1) of the images' shape, type and device; the caller's scope owns them.</summary>
    /// <param name="images">[images, …], one row for each stream.</param>
    public Tensor Uniform(Tensor images) => Draw(images, static (row, generator) => row.uniform_(0, 1, generator));

    /// <summary>
    /// The images' own generators for numbers that steer an attack rather than fill a tensor, such as where a square goes: entry i
    /// is that of image i. They are apart from the streams behind <see cref="Normal"/> and <see cref="Uniform"/>.
    /// </summary>
    public IReadOnlyList<Random> Generators
    {
        get
        {
            ThrowIfDisposed();
            return Array.ConvertAll(_streams, stream => stream.Steering);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        if (_whole is not null)
            return;
        foreach (var stream in _streams)
            stream.Dispose();
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed || _whole is { _disposed: true }, this);

    private Tensor Draw(Tensor images, Func<Tensor, Generator, Tensor> fill)
    {
        ArgumentNullException.ThrowIfNull(images);
        ThrowIfDisposed();
        if (images.shape[0] != Count)
            throw new ArgumentException($"There are {images.shape[0]} images but {Count} random streams.", nameof(images));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var numbers = empty(images.shape, dtype: images.dtype, device: CPU);
        for (var i = 0; i < Count; i++)
        {
            using var row = numbers[i];
            fill(row, _streams[i].Filling);
        }

        return numbers.to(images.device).MoveToOuterDisposeScope();
    }

    /// <summary>The generators of one image, made when first used.</summary>
    private sealed class ImageStream(RandomSeed seed, long imageId) : IDisposable
    {
        private Generator? _filling;
        private Random? _steering;

        public Generator Filling => _filling ??= seed.For(imageId).CreateGenerator();

        public Random Steering => _steering ??= new Random(unchecked((int)seed.For(imageId).For("steering").Value));

        public void Dispose() => _filling?.Dispose();
    }
}
