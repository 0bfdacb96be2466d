using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.Blocks;

/// <summary>The groups of blocks that residual networks are made of.</summary>
internal static class ResidualGroups
{
    /// <summary>Makes one block of a group.</summary>
    /// <param name="inPlanes">Channels that come in.</param>
    /// <param name="stride">Stride of the block.</param>
    public delegate Module<Tensor, Tensor> Block(int inPlanes, int stride);

    /// <summary>Blocks named 0, 1, …: the first takes the group's stride, all others keep size and channels.</summary>
    /// <param name="count">Number of blocks.</param>
    /// <param name="inPlanes">Channels that come in.</param>
    /// <param name="outPlanes">Channels that every block gives.</param>
    /// <param name="stride">The first block's stride.</param>
    /// <param name="block">Makes a block.</param>
    public static Sequential Chain(int count, int inPlanes, int outPlanes, int stride, Block block) => Sequential(
        Enumerable.Range(0, count).Select(i => (
            i.ToString(CultureInfo.InvariantCulture), i == 0 ? block(inPlanes, stride) : block(outPlanes, 1))));
}
