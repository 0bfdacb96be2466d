using System.Runtime.InteropServices;
using IgMlNet.Cursors;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Ranking;
using Microsoft.ML;
using static TorchSharp.torch;

namespace IgMlNet.Scoring;

/// <summary>
/// A base model with a ranking of one of its layers, which computes something for batches of rows. Any number of threads may score
/// at once; disposal waits for them. No native memory outlives a call.
/// </summary>
internal abstract class ImageScorer : IDisposable
{
    private readonly ReaderWriterLockSlim _use = new();
    private readonly OpenedModel _base;
    private readonly PixelRange _range;
    private long _nonFiniteRows;
    private long _batches;
    private bool _disposed;

    /// <summary>Takes over the model unless a derived constructor fails.</summary>
    protected ImageScorer(OpenedModel model, NeuronImportanceRanking ranking, PixelRange range)
    {
        _base = model;
        _range = range;
        Ranking = ranking;
    }

    public NeuronImportanceRanking Ranking { get; }

    public Classifier Classifier => _base.Classifier;

    public ImageShape Shape => _base.Classifier.InputShape;

    /// <summary>Rows so far whose pixels or logits were not finite.</summary>
    public long NonFiniteRows => Interlocked.Read(ref _nonFiniteRows);

    /// <summary>Batches scored so far.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Reads the rows' pixels.</summary>
    public FeatureReader NewReader(DataViewRow row, DataViewSchema.Column features) =>
        FeatureReader.Create(row, features, Shape, _range);

    /// <summary>Room for rows and what is computed from them.</summary>
    public abstract ImageBatch NewBatch(int capacity);

    /// <summary>The base model's weights.</summary>
    public StateDict Weights() => Use(classifier => classifier.Weights());

    /// <summary>Uses the base model; disposal waits.</summary>
    public T Use<T>(Func<Classifier, T> use)
    {
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ImageScoringTransformer));
            return use(Classifier);
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    /// <summary>Computes the values of as many rows of a batch as there are flags, and tells which have finite pixels.</summary>
    /// <exception cref="InvalidOperationException">A pixel is of another scale than was promised.</exception>
    public void Score(ImageBatch batch, Span<bool> isFinite)
    {
        Interlocked.Increment(ref _batches);
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ImageScoringTransformer));
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var (shape, count) = (Shape, isFinite.Length);
            var images = empty([count, shape.Channels, shape.Height, shape.Width], dtype: float32);
            var pixels = MemoryMarshal.Cast<byte, float>(images.bytes);
            Pixels.ToUnit(batch.Pixels.AsSpan(0, count * shape.Size), _range, pixels);
            for (var row = 0; row < count; row++)
                isFinite[row] = Pixels.AreFinite(pixels.Slice(row * shape.Size, shape.Size), _range);
            batch.Compute(images, pixels);
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _use.EnterWriteLock();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            Release();
            _base.Release();
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    /// <summary>Releases what a derived scorer owns.</summary>
    protected abstract void Release();

    /// <summary>Counts a row whose pixels or logits were not finite.</summary>
    protected void CountNonFiniteRow() => Interlocked.Increment(ref _nonFiniteRows);

    /// <summary>A tensor's values.</summary>
    protected static ReadOnlySpan<float> Values(Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.to(float32).cpu().contiguous().bytes);
}
