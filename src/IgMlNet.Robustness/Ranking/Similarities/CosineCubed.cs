using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>
/// The cosine of the cubes of a neuron's activations and a class's similarities, each less its mean: large values count more.
/// </summary>
/// <remarks>Norms below 10⁻³ count as 10⁻³, as published.</remarks>
public sealed class CosineCubed : SimilarityFunction
{
    private const double LeastNorm = 1e-3;

    /// <inheritdoc/>
    public override string Id => "cosine-cubed";

    /// <inheritdoc/>
    public override string DisplayName => "cosine cubed";

    private protected override Tensor Compute(Tensor imageText, Tensor activations, Tensor labels) =>
        Cosine.Unit(Cubed(activations), LeastNorm).t().matmul(Cosine.Unit(Cubed(imageText), LeastNorm));

    private static Tensor Cubed(Tensor columns) => (columns - columns.mean([0], keepdim: true)).pow(3);
}
