using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// How far two rankings of a layer agree, class by class: the share of their top-k neurons that they have in common, and the
/// correlation of all their ranks.
/// </summary>
public sealed class RankingAgreement
{
    private readonly int[][] _common;
    private readonly double?[] _correlations;

    private RankingAgreement(int neuronCount, int[][] common, double?[] correlations) =>
        (NeuronCount, _common, _correlations) = (neuronCount, common, correlations);

    /// <summary>The number of neurons N.</summary>
    public int NeuronCount { get; }

    /// <summary>The number of classes K.</summary>
    public int ClassCount => _common.Length;

    /// <summary>Compares two rankings.</summary>
    /// <exception cref="ArgumentException">They are of other layers, classes or models.</exception>
    public static RankingAgreement Measure(NeuronImportanceRanking first, NeuronImportanceRanking second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (one, other) = (first.Manifest, second.Manifest);
        if ((one.Layer, one.NeuronCount, one.ClassCount) != (other.Layer, other.NeuronCount, other.ClassCount))
        {
            throw new ArgumentException(
                $"One ranking is of {one.NeuronCount} neurons of {one.Layer} for {one.ClassCount} classes, the other of " +
                $"{other.NeuronCount} of {other.Layer} for {other.ClassCount}.",
                nameof(second));
        }

        if (one.ModelHash.Length > 0 && other.ModelHash.Length > 0 && one.ModelHash != other.ModelHash)
            throw new ArgumentException("The rankings were made for models with different weights.", nameof(second));
        var classes = Enumerable.Range(0, first.ClassCount).ToList();
        return new RankingAgreement(
            first.NeuronCount,
            [.. classes.Select(label => CommonNeurons(
                first.TopNeurons(label, first.NeuronCount), second.TopNeurons(label, first.NeuronCount)))],
            [.. classes.Select(label => Correlation(Ranks(first, label), Ranks(second, label)))]);
    }

    /// <summary>The share of a class's k most important neurons that both rankings name, in [0,1]; by chance it is k/N.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class, or k is outside 1…N.</exception>
    public double TopOverlap(int label, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, NeuronCount);
        return (double)_common[label][k - 1] / k;
    }

    /// <summary>The mean of <see cref="TopOverlap"/> over the classes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is outside 1…N.</exception>
    public double MeanTopOverlap(int k) => Enumerable.Range(0, ClassCount).Average(label => TopOverlap(label, k));

    /// <summary>
    /// Spearman's ρ of a class's scores, in [−1,1], equal scores sharing their mean rank; null where one ranking scores all neurons
    /// alike.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? RankCorrelation(int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, ClassCount);
        return _correlations[label];
    }

    /// <summary>How many neurons the first 1, 2, … N of two orders have in common.</summary>
    private static int[] CommonNeurons(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        var common = new int[first.Count];
        var (seen, count) = (new bool[first.Count], 0);
        for (var i = 0; i < first.Count; i++)
        {
            // A neuron is in both sets once it has been met in each.
            foreach (var neuron in new[] { first[i], second[i] })
            {
                if (seen[neuron])
                    count++;
                seen[neuron] = true;
            }

            common[i] = count;
        }

        return common;
    }

    private static double[] Ranks(NeuronImportanceRanking ranking, int label)
    {
        var order = ranking.TopNeurons(label, ranking.NeuronCount);
        var ranks = new double[order.Count];
        for (var start = 0; start < order.Count;)
        {
            var end = start + 1;
            while (end < order.Count && ranking[order[end], label].Equals(ranking[order[start], label]))
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + end - 1) / 2.0;
            start = end;
        }

        return ranks;
    }

    /// <summary>Pearson's correlation; ranks, shared or not, have the same mean in both.</summary>
    private static double? Correlation(double[] first, double[] second)
    {
        var mean = (first.Length - 1) / 2.0;
        var (product, firstSquares, secondSquares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            product += (first[i] - mean) * (second[i] - mean);
            firstSquares += (first[i] - mean) * (first[i] - mean);
            secondSquares += (second[i] - mean) * (second[i] - mean);
        }

        return firstSquares > 0 && secondSquares > 0 ? product / Math.Sqrt(firstSquares * secondSquares) : null;
    }
}
