using IgMlNet.Cursors;
using IgMlNet.Ranking;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Scoring;

/// <summary>Runs rows up to the ranked layer, and tells how the important neurons of the predicted class answer.</summary>
internal sealed class NeuronScorer : ImageScorer
{
    /// <summary>Makes the share of no activation at all 0, not 0/0.</summary>
    private static readonly TorchSharp.Scalar Smallest = 1e-30f;

    private readonly NeuronLayer _layer;
    private readonly Tensor _top;
    private readonly int _k;

    /// <summary>Takes over the model unless this fails.</summary>
    /// <exception cref="ArgumentException">k is larger than the layer, or the ranking is of another model.</exception>
    public NeuronScorer(OpenedModel model, NeuronImportanceRanking ranking, RankingSettings settings)
        : base(model, ranking, settings.PixelRange)
    {
        _layer = model.Classifier.Layer(ranking.Manifest.Layer);
        _k = settings.K;
        if (_layer.NeuronCount != ranking.NeuronCount || model.Classifier.ClassCount != ranking.ClassCount)
            throw new ArgumentException($"The ranking of {_layer.Name} is of another model.", nameof(ranking));
        if (_k > ranking.NeuronCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"k = {_k} is more than the {ranking.NeuronCount} neurons of {_layer.Name}."),
                nameof(settings));
        }

        using var scope = NewDisposeScope();
        var neurons = Enumerable.Range(0, ranking.ClassCount).SelectMany(label => ranking.TopNeurons(label, _k));
        _top = tensor([.. neurons.Select(neuron => (long)neuron)], [ranking.ClassCount, _k], device: model.Classifier.Device)
            .DetachFromDisposeScope();
    }

    public override ImageBatch NewBatch(int capacity) => new Batch(this, capacity);

    protected override void Release() => _top.Dispose();

    /// <summary>Column 0 holds the activations, column 1 their share.</summary>
    private sealed class Batch(NeuronScorer scorer, int capacity) : ImageBatch(scorer, capacity)
    {
        private readonly float[] _activations = new float[capacity * scorer._k];
        private readonly float[] _shares = new float[capacity];

        public override Delegate Getter(int column, Func<int> row) => column == 0
            ? ValueGetters.Vector(_activations, scorer._k, row)
            : ValueGetters.Scalar(_shares, row);

        public override void Compute(Tensor images, ReadOnlySpan<float> pixels)
        {
            var (classifier, count) = (scorer.Classifier, (int)images.shape[0]);
            var layer = classifier.UpTo(scorer._layer, images.to(classifier.Device));
            var predicted = classifier.From(scorer._layer, layer).argmax(1);
            var neurons = scorer._top.index_select(0, predicted);
            var magnitude = scorer._layer.Form.Average(layer.abs());
            var share = magnitude.gather(1, neurons).sum(1) / magnitude.sum(1).clamp_min(Smallest);
            Values(scorer._layer.Form.Average(layer).gather(1, neurons)).CopyTo(_activations);
            Values(share).CopyTo(_shares);
            for (var row = 0; row < count; row++)
                Finish(_activations.AsSpan(row * scorer._k, scorer._k), ref _shares[row], IsFinite[row]);
        }

        private void Finish(Span<float> activations, ref float share, bool isFinite)
        {
            foreach (var activation in activations)
                isFinite &= float.IsFinite(activation);
            if (isFinite && float.IsFinite(share))
                return;
            activations.Fill(float.NaN);
            share = float.NaN;
            scorer.CountNonFiniteRow();
        }
    }
}
