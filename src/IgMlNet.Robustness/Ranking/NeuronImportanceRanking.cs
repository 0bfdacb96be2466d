using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// How important each neuron of a layer is to each class: a score for every (neuron, class), higher being more important. It is
/// computed once for a base model and does not depend on k.
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng (ECCV 2024), Sec. 4.1 step 1 and Sec. 4.2.</remarks>
public sealed class NeuronImportanceRanking
{
    private readonly float[] _scores;

    /// <summary>Wraps scores.</summary>
    /// <param name="scores">[neurons, classes] in row-major order, finite.</param>
    /// <param name="manifest">What the ranking is of; its counts give the scores' shape.</param>
    /// <exception cref="ArgumentException">The number of scores is not neurons × classes, or one is not finite.</exception>
    public NeuronImportanceRanking(ReadOnlySpan<float> scores, RankingManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (scores.Length != (long)manifest.NeuronCount * manifest.ClassCount)
        {
            throw new ArgumentException(
                $"{scores.Length} scores are not {manifest.NeuronCount} neurons × {manifest.ClassCount} classes.", nameof(scores));
        }

        foreach (var score in scores)
        {
            if (!float.IsFinite(score))
                throw new ArgumentException("A score is not a finite number.", nameof(scores));
        }

        _scores = scores.ToArray();
        Manifest = manifest;
    }

    /// <summary>What the ranking is of: model, layer, method and probe images.</summary>
    public RankingManifest Manifest { get; }

    /// <summary>The number of neurons N.</summary>
    public int NeuronCount => Manifest.NeuronCount;

    /// <summary>The number of classes K.</summary>
    public int ClassCount => Manifest.ClassCount;

    /// <summary>The scores, [neurons, classes] in row-major order.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>The importance of a neuron to a class.</summary>
    public float this[int neuron, int label]
    {
        get
        {
            CheckClass(label);
            ArgumentOutOfRangeException.ThrowIfNegative(neuron);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(neuron, NeuronCount);
            return _scores[(neuron * ClassCount) + label];
        }
    }

    /// <summary>The k most important neurons of a class, most important first; of equals, the lower index first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class, or k is outside 1…N.</exception>
    public IReadOnlyList<int> TopNeurons(int label, int k)
    {
        CheckClass(label);
        CheckK(k);
        var order = Enumerable.Range(0, NeuronCount).ToArray();
        var keys = Array.ConvertAll(order, neuron => (-_scores[(neuron * ClassCount) + label], neuron));
        Array.Sort(keys, order);
        return order[..k];
    }

    /// <summary>
    /// The binary mask m of Eq. 3, transposed: [classes, neurons], 1 where the neuron is among the k most important of the class.
    /// The caller's scope owns it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">k is outside 1…N.</exception>
    public Tensor Mask(int k, Device device)
    {
        CheckK(k);
        var mask = new float[ClassCount * NeuronCount];
        for (var label = 0; label < ClassCount; label++)
        {
            foreach (var neuron in TopNeurons(label, k))
                mask[(label * NeuronCount) + neuron] = 1;
        }

        return tensor(mask, [ClassCount, NeuronCount], device: device);
    }

    /// <summary>Writes the ranking: safetensors with the scores, and the manifest as JSON in its header.</summary>
    public void Save(string path) => RankingFile.Write(path, this);

    /// <summary>Reads a ranking that <see cref="Save"/> wrote.</summary>
    /// <exception cref="IO.InputException">The file is damaged, or is something else.</exception>
    public static NeuronImportanceRanking Load(string path) => RankingFile.Read(path);

    /// <summary>The scores as a tensor of a file.</summary>
    internal CheckpointTensor ToCheckpointTensor(string name) =>
        CheckpointTensor.FromValues(name, _scores, NeuronCount, ClassCount);

    private void CheckClass(int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, ClassCount);
    }

    private void CheckK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, NeuronCount);
    }
}
