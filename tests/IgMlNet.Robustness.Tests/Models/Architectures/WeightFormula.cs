using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Architectures;

/// <summary>The weights and inputs of the reference values, by the formula in the reference data's README.</summary>
internal static class WeightFormula
{
    internal static StateDict For(IReadOnlyList<(string Name, long[] Shape)> entries)
    {
        var tensors = new List<CheckpointTensor>();
        foreach (var ((name, shape), i) in entries.Select((entry, i) => (entry, i)))
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
            var fanIn = shape.Skip(1).Aggregate(1.0, (product, size) => product * size);
            Parallel.For(0, values.Length, j =>
                values[j] = (float)Value(name, shape.Length, fanIn, Math.Sin((0.7 * j) + (1.3 * i))));
            tensors.Add(CheckpointTensor.FromValues(name, values, shape));
        }

        return new StateDict(tensors);
    }

    internal static Tensor Input(params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var j = 0; j < values.Length; j++)
            values[j] = (float)(0.5 + (0.5 * Math.Sin((0.37 * j) + (0.11 * (j / 97)))));
        return tensor(values, shape);
    }

    private static double Value(string name, int dimensions, double fanIn, double s) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "running_var" => 1 + (0.5 * Math.Abs(s)),
        "running_mean" => 0.1 * s,
        "bias" => 0.1 * s,
        "mu" => 0.45,
        "sigma" => 0.25,
        _ when dimensions == 1 => 1 + (0.2 * s),
        _ => s * Math.Sqrt(2 / fanIn),
    };
}
