using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// The memory order [n, H, W, C], in which convolutions on the CPU run without reordering their input. Shapes stay [n, C, H, W];
/// one tensor in this order keeps a whole network in it.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>The same values in channels-last order; differentiable.</summary>
    public static Tensor Convert(Tensor tensor)
    {
        // With one channel both orders are one in memory and only the strides say which is meant; reshaping rewrites them.
        var byPixel = tensor.shape[1] == 1
            ? tensor.contiguous().reshape(tensor.shape[0], tensor.shape[2], tensor.shape[3], 1)
            : tensor.permute(0, 2, 3, 1).contiguous();
        return byPixel.permute(0, 3, 1, 2);
    }
}
