using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>A model for which it is known how far any perturbation within a budget can raise a margin.</summary>
internal abstract class CertifiedModel(ImageShape shape, int classCount) : ImageModel
{
    public override ImageShape InputShape { get; } = shape;

    public override int ClassCount => classCount;

    public override Device Device => CPU;

    public override double ForwardPasses => 1;

    /// <summary>
    /// An upper bound, in double precision, of the margin max_{j≠y} z_j − z_y over all perturbations within the budget, [n].
    /// </summary>
    public abstract double[] LargestMargins(Tensor images, Tensor labels, ThreatModel budget);

    /// <summary>The rows of a matrix in the norm that is dual to the budget's.</summary>
    protected static Tensor DualNorms(Tensor rows, Norm norm) => norm.Id switch
    {
        "Linf" => rows.abs().sum(-1),
        "L2" => rows.square().sum(-1).sqrt(),
        "L1" => rows.abs().amax([-1]),
        _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, "Its dual norm is not known here."),
    };

    /// <summary>w_j − w_y for each image and class, [n, K, d].</summary>
    protected static Tensor Differences(Tensor weight, Tensor labels) =>
        weight.unsqueeze(0) - weight.index_select(0, labels).unsqueeze(1);

    /// <summary>The largest value of each row, that of the true class left out.</summary>
    protected static double[] LargestOfOthers(Tensor values, Tensor labels) =>
        [.. values.scatter(1, labels.unsqueeze(1), full_like(labels.unsqueeze(1), double.NegativeInfinity, dtype: values.dtype))
            .amax([1]).data<double>()];
}
