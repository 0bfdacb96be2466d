using System.Numerics.Tensors;
using IgMlNet.Cursors;
using IgMlNet.NoiseSources;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using Tensor = TorchSharp.torch.Tensor;

namespace IgMlNet.Scoring;

/// <summary>Scores rows with the defended classifier: their keys, and a score for every slot.</summary>
internal sealed class DefendedScorer : ImageScorer
{
    private readonly ImageModel _defended;
    private readonly ScoringSettings _settings;
    private readonly INoiseSupply _noise;
    private readonly int[] _classOfSlot;

    /// <summary>Takes over the model unless this fails.</summary>
    /// <param name="model">The base model.</param>
    /// <param name="ranking">The ranking of one of its layers.</param>
    /// <param name="settings">The defense and the pixels' scale.</param>
    /// <param name="classOfSlot">The model's class of every slot of the score.</param>
    /// <exception cref="ArgumentException">k is larger than the layer, or the ranking is of another model.</exception>
    public DefendedScorer(OpenedModel model, NeuronImportanceRanking ranking, ScoringSettings settings, int[] classOfSlot)
        : base(model, ranking, settings.PixelRange)
    {
        _settings = settings;
        _noise = settings.Noise.Open();
        _classOfSlot = classOfSlot;
        _defended = new InterpretabilityGuided(ranking, settings.Defense).Defend(model.Classifier);
    }

    public int ClassCount => _classOfSlot.Length;

    public ReadOnlySpan<int> ClassOfSlot => _classOfSlot;

    public override ImageBatch NewBatch(int capacity) => new Batch(this, capacity);

    /// <summary>Takes the key of the smoothing noise.</summary>
    /// <returns>Whether the noise has a key.</returns>
    public bool UseNoiseKey(NoiseKey key) => _noise.Use(key);

    protected override void Release() => _defended.Dispose();

    /// <summary>Turns logits into what the score column holds; a row that is not finite gets equal scores and is counted.</summary>
    private bool Finish(Span<float> slots, bool isFinite)
    {
        foreach (var logit in slots)
            isFinite &= float.IsFinite(logit);
        var isProbability = _settings.ScoreOutput == ScoreOutput.Probabilities;
        if (!isFinite)
        {
            CountNonFiniteRow();
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
        var largest = TensorPrimitives.Max(slots);
        var sum = 0.0;
        foreach (var logit in slots)
            sum += Math.Exp((double)logit - largest);
        for (var i = 0; i < slots.Length; i++)
            slots[i] = (float)(Math.Exp((double)slots[i] - largest) / sum);
    }

    /// <summary>Column 0 holds the keys, column 1 the scores.</summary>
    private sealed class Batch(DefendedScorer scorer, int capacity) : ImageBatch(scorer, capacity)
    {
        private readonly float[] _scores = new float[capacity * scorer.ClassCount];
        private readonly uint[] _keys = new uint[capacity];

        public override Delegate Getter(int column, Func<int> row) => column == 0
            ? ValueGetters.Scalar(_keys, row)
            : ValueGetters.Vector(_scores, scorer.ClassCount, row);

        public override void Compute(Tensor images, ReadOnlySpan<float> pixels)
        {
            var (size, classes) = (scorer.Shape.Size, scorer.ClassCount);
            var rows = checked((int)images.shape[0]);
            using var random = scorer._defended.IsRandomized
                ? scorer._noise.Streams(pixels[..(rows * size)], rows)
                : new RandomStreams(default, new long[rows]);
            var logits = Values(scorer._defended.Logits(images.to(scorer.Classifier.Device), random));
            for (var row = 0; row < rows; row++)
            {
                var slots = _scores.AsSpan(row * classes, classes);
                for (var slot = 0; slot < classes; slot++)
                    slots[slot] = logits[(row * classes) + scorer._classOfSlot[slot]];
                _keys[row] = scorer.Finish(slots, IsFinite[row]) ? (uint)TensorPrimitives.IndexOfMax(slots) + 1 : 0;
            }
        }
    }
}
