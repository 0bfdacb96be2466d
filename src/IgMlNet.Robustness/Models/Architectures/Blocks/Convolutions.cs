using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.Blocks;

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

    /// <summary>
    /// The end of a residual block, ReLU(output + shortcut(input)), computed in the output's own memory: with large batches, fresh
    /// memory for each step costs more than the step.
    /// </summary>
    /// <param name="output">What the block's convolutions gave; it becomes the result.</param>
    /// <param name="input">The block's input.</param>
    /// <param name="projection">The shortcut; null for the input itself.</param>
    public static Tensor AddShortcut(Tensor output, Tensor input, ConvolutionNorm? projection)
    {
        if (projection is null)
            return output.add_(input, HeldScalars.One).relu_();
        using var residual = projection.Apply(input);
        return output.add_(residual, HeldScalars.One).relu_();
    }
}
