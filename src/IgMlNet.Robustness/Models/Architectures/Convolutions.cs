using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>The convolutions that residual networks are made of: no bias, padded to keep the size at stride 1.</summary>
internal static class Convolutions
{
    public static (Conv2d Convolution, BatchNorm2d Norm, ConvolutionNorm Pair) WithNorm(
        int inPlanes, int planes, int kernel, int stride)
    {
        var padding = kernel / 2;
        var convolution = Conv2d(inPlanes, planes, kernel, stride, padding, bias: false);
        var norm = BatchNorm2d(planes);
        return (convolution, norm, new ConvolutionNorm(convolution, norm, stride, padding));
    }

    /// <summary>
    /// The shortcut of a residual block: nothing where the shapes agree, else a 1×1 convolution and batch normalisation,
    /// named <c>shortcut.0</c> and <c>shortcut.1</c> in checkpoints.
    /// </summary>
    public static (Sequential Shortcut, ConvolutionNorm? Projection) Shortcut(int inPlanes, int outPlanes, int stride)
    {
        if (stride == 1 && inPlanes == outPlanes)
            return (Sequential(), null);
        var (convolution, norm, pair) = WithNorm(inPlanes, outPlanes, kernel: 1, stride);
        return (Sequential(("0", convolution), ("1", norm)), pair);
    }
}
