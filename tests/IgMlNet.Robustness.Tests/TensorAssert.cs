using System.Globalization;
using IgMlNet.Robustness.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests;

/// <summary>Comparisons of tensors that say how far apart they are.</summary>
internal static class TensorAssert
{
    /// <summary>‖actual − expected‖ / ‖expected‖, in double precision.</summary>
    internal static double RelativeError(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        var (wide, other) = (expected.detach().to(float64), actual.detach().to(float64));
        return (other - wide).norm().ToDouble() / wide.norm().ToDouble();
    }

    /// <summary>The largest |actual − expected|.</summary>
    internal static double LargestDifference(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        return (actual.detach().to(float64) - expected.detach().to(float64)).abs().max().ToDouble();
    }

    /// <summary>The share of elements that differ by more than a tolerance.</summary>
    internal static double ShareApart(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        return (actual.detach() - expected.detach()).abs().gt(tolerance).to(float64).mean().ToDouble();
    }

    internal static void IsNear(Tensor expected, Tensor actual, double relativeTolerance) =>
        AtMost(relativeTolerance, RelativeError(expected, actual), "The relative error");

    internal static void IsNear(CheckpointTensor expected, Tensor actual, double relativeTolerance)
    {
        using var tensor = expected.ToTensor();
        IsNear(tensor, actual, relativeTolerance);
    }

    /// <summary>Every element is within a tolerance that is relative to the largest |expected|.</summary>
    internal static void IsNearInEveryElement(CheckpointTensor expected, ReadOnlySpan<float> actual, double relativeTolerance)
    {
        var wanted = expected.ToFloat32Array();
        Assert.Equal(wanted.Length, actual.Length);
        var largest = wanted.Max(Math.Abs);
        var worst = 0.0;
        for (var i = 0; i < wanted.Length; i++)
            worst = Math.Max(worst, Math.Abs((double)actual[i] - wanted[i]));
        AtMost(relativeTolerance, worst / largest, "The largest difference, relative to the largest value,");
    }

    /// <summary>The same shape and the very same numbers.</summary>
    internal static void IsSame(Tensor expected, Tensor actual) =>
        AtMost(0, LargestDifference(expected, actual), "The largest difference");

    internal static void AtMost(double bound, double value, string what)
    {
        // Written so that a NaN fails.
        if (!(value <= bound))
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what} is {value:G4}; at most {bound:G4} is allowed."));
    }
}
