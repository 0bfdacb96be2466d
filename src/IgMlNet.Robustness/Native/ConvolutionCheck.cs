using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// Compares convolutions, and their gradients, in single precision with those in double precision, which libtorch computes by other
/// means: an attack that climbs a wrong gradient finds nothing, and a model would look robust.
/// </summary>
internal static class ConvolutionCheck
{
    private const double Tolerance = 1e-3;

    /// <summary>Numbers of channels that fill no block of 8 or 16, and one that models with one colour begin with.</summary>
    private static readonly (int Inputs, int Outputs)[] Channels = [(12, 12), (1, 8), (24, 40)];

    private static readonly Lazy<double> ErrorHere = new(() => LargestError(Convolve));

    /// <summary>Computes a few on the CPU, once a process.</summary>
    /// <exception cref="NativeBackendException">They are wrong.</exception>
    public static void EnsureRight() => EnsureRight(ErrorHere.Value);

    /// <summary>Refuses an error that rounding does not explain.</summary>
    internal static void EnsureRight(double error)
    {
        if (error < Tolerance)
            return;
        throw new NativeBackendException(
            NativeBackendProblem.ConvolutionsWrong,
            HiddenCaches.Limit() is { } limit
                ? $"libtorch computes convolutions or their gradients wrongly on this processor, with {HiddenCaches.Variable} at {limit}"
                : "libtorch computes convolutions or their gradients wrongly on this processor",
            $"Set {HiddenCaches.Variable}={HiddenCaches.RightInstructionSet} in the environment of the process, or use a GPU");
    }

    /// <summary>The largest difference from double precision of outputs and gradients.</summary>
    /// <param name="convolve">What is compared, as <see cref="Convolve"/>, in single precision.</param>
    internal static double LargestError(Func<Tensor, Tensor, Tensor> convolve)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        return Channels.Max(channels =>
        {
            var (images, weight) = (Values(2, channels.Inputs, 8, 8), Values(channels.Outputs, channels.Inputs, 3, 3));
            var single = Computed(images, weight, convolve);
            var twofold = Computed(images.to(float64), weight.to(float64), Convolve);
            return single.Zip(twofold).Max(pair => (pair.First.to(float64) - pair.Second).abs().max().ToDouble());
        });
    }

    /// <summary>From images [n, C, 8, 8] and a weight [K, C, 3, 3] to [n, K, 8, 8], as libtorch does it.</summary>
    internal static Tensor Convolve(Tensor images, Tensor weight) => nn.functional.conv2d(images, weight, padding: [1, 1]);

    /// <summary>The output and the gradients of a weighted sum of it.</summary>
    private static Tensor[] Computed(Tensor images, Tensor weight, Func<Tensor, Tensor, Tensor> convolve)
    {
        var (x, w) = (images.detach().requires_grad_(true), weight.detach().requires_grad_(true));
        var output = convolve(x, w);
        return [output.detach(), .. autograd.grad([(output * Values(output.shape).to(output.dtype)).sum()], [x, w])];
    }

    /// <summary>Values in [−1,1] without a pattern, the same every time.</summary>
    private static Tensor Values(params long[] shape) =>
        tensor([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => MathF.Sin(0.7f * i))], shape);
}
