using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>The cosine of a neuron's activations and a class's similarities over all probe images.</summary>
/// <remarks>A neuron that is never active has similarity 0 to every class.</remarks>
public sealed class Cosine : SimilarityFunction
{
    private const double LeastNorm = 1e-12;

    /// <inheritdoc/>
    public override string Id => "cosine";

    /// <inheritdoc/>
    public override string DisplayName => "cosine";

    private protected override Tensor Compute(Tensor imageText, Tensor activations, Tensor labels) =>
        Unit(activations, LeastNorm).t().matmul(Unit(imageText, LeastNorm));

    /// <summary>Columns scaled to length 1; shorter ones than the least norm are divided by that.</summary>
    internal static Tensor Unit(Tensor columns, double leastNorm) => columns / columns.norm(0, keepdim: true).clamp_min_(leastNorm);
}
