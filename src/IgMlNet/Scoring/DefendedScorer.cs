using System.Runtime.InteropServices;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Scoring;

/// <summary>
/// Scores batches of rows with the defended classifier. Any number of threads may score at once; disposal waits for them. No
/// native memory outlives a call.
/// </summary>
internal sealed class DefendedScorer : IDisposable
{
    private readonly ReaderWriterLockSlim _use = new();
    private readonly OpenedModel _base;
    private readonly ImageModel _defended;
    private readonly ScoringSettings _settings;
    private readonly int[] _classOfSlot;
    private long _nonFiniteRows;
    private long _batches;
    private bool _disposed;

    /// <summary>Takes over the model, also where this fails.</summary>
    /// <param name="model">The base model.</param>
    /// <param name="ranking">The ranking of one of its layers.</param>
    /// <param name="settings">The defense and the pixels' scale.</param>
    /// <param name="classOfSlot">The model's class of every slot of the score.</param>
    public DefendedScorer(OpenedModel model, NeuronImportanceRanking ranking, ScoringSettings settings, int[] classOfSlot)
    {
        _base = model;
        _settings = settings;
        _classOfSlot = classOfSlot;
        Ranking = ranking;
        try
        {
            _defended = new InterpretabilityGuided(ranking, settings.Defense).Defend(model.Classifier);
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    public NeuronImportanceRanking Ranking { get; }

    public Classifier Classifier => _base.Classifier;

    public ImageShape Shape => _base.Classifier.InputShape;

    public int ClassCount => _classOfSlot.Length;

    public ReadOnlySpan<int> ClassOfSlot => _classOfSlot;

    /// <summary>Rows so far whose pixels or scores were not finite.</summary>
    public long NonFiniteRows => Interlocked.Read(ref _nonFiniteRows);

    /// <summary>Batches scored so far.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>The base model's weights.</summary>
    public StateDict Weights() => Use(classifier => classifier.Weights());

    /// <summary>Uses the base model; disposal waits.</summary>
    public T Use<T>(Func<Classifier, T> use)
    {
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(DefendedClassifierTransformer));
            return use(Classifier);
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    /// <summary>Scores rows.</summary>
    /// <param name="pixels">The rows' pixels, one after another, at the scale of the settings.</param>
    /// <param name="count">The number of rows, at least 1.</param>
    /// <param name="scores">Receives a score for every slot of every row; finite.</param>
    /// <param name="keys">Receives every row's key, the slot of its highest score from 1; 0 (missing) for a row that is not finite.</param>
    public void Score(ReadOnlySpan<float> pixels, int count, Span<float> scores, Span<uint> keys)
    {
        Interlocked.Increment(ref _batches);
        Span<bool> isFinite = count <= 256 ? stackalloc bool[count] : new bool[count];
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(DefendedClassifierTransformer));
            Compute(pixels, scores, isFinite);
        }
        finally
        {
            _use.ExitReadLock();
        }

        for (var row = 0; row < count; row++)
        {
            var slots = scores.Slice(row * ClassCount, ClassCount);
            keys[row] = Finish(slots, isFinite[row]) ? (uint)IndexOfLargest(slots) + 1 : 0;
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
            _defended.Dispose();
            _base.Release();
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    private static int IndexOfLargest(ReadOnlySpan<float> slots)
    {
        var best = 0;
        for (var i = 1; i < slots.Length; i++)
        {
            if (slots[i] > slots[best])
                best = i;
        }

        return best;
    }

    /// <summary>Logits in the order of the slots.</summary>
    private void Compute(ReadOnlySpan<float> pixels, Span<float> scores, Span<bool> isFinite)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (shape, count) = (Shape, isFinite.Length);
        var images = empty([count, shape.Channels, shape.Height, shape.Width], dtype: float32);
        var target = MemoryMarshal.Cast<byte, float>(images.bytes);
        Pixels.ToUnit(pixels[..(count * shape.Size)], _settings.PixelRange, target);
        var ids = new long[count];
        for (var row = 0; row < count; row++)
        {
            var image = target.Slice(row * shape.Size, shape.Size);
            isFinite[row] = Pixels.AreFinite(image, _settings.PixelRange);
            if (_defended.IsRandomized)
                ids[row] = Pixels.Identify(image);
        }

        using var random = new RandomStreams(_settings.Seed, ids);
        var logits = _defended.Logits(images.to(Classifier.Device), random).to(float32).cpu().contiguous();
        var values = MemoryMarshal.Cast<byte, float>(logits.bytes);
        for (var row = 0; row < count; row++)
        {
            for (var slot = 0; slot < ClassCount; slot++)
                scores[(row * ClassCount) + slot] = values[(row * ClassCount) + _classOfSlot[slot]];
        }
    }

    /// <summary>Turns logits into what the score column holds; a row that is not finite gets equal scores and is counted.</summary>
    private bool Finish(Span<float> slots, bool isFinite)
    {
        foreach (var logit in slots)
            isFinite &= float.IsFinite(logit);
        var isProbability = _settings.ScoreOutput == ScoreOutput.Probabilities;
        if (!isFinite)
        {
            Interlocked.Increment(ref _nonFiniteRows);
            slots.Fill(isProbability ? 1f / slots.Length : 0);
        }
        else if (isProbability)
        {
            Softmax(slots);
        }

        return isFinite;
    }

    private static void Softmax(Span<float> slots)
    {
        var largest = slots[IndexOfLargest(slots)];
        var sum = 0.0;
        foreach (var logit in slots)
            sum += Math.Exp((double)logit - largest);
        for (var i = 0; i < slots.Length; i++)
            slots[i] = (float)(Math.Exp((double)slots[i] - largest) / sum);
    }
}
