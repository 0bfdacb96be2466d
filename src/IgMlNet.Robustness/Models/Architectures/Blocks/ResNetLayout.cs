using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.Blocks;

/// <summary>What distinguishes the ResNets of one family: the blocks in each of the four groups and their kind.</summary>
/// <param name="Blocks">Blocks in layer1 … layer4.</param>
/// <param name="Expansion">Output channels of a block per plane: 1 for basic blocks, 4 for bottlenecks.</param>
/// <param name="Block">Makes a block from input channels, planes, stride and the shortcut's name.</param>
internal sealed record ResNetLayout(
    IReadOnlyList<int> Blocks, int Expansion, Func<int, int, int, string, Module<Tensor, Tensor>> Block)
{
    /// <summary>Basic blocks, two in each group: ResNet-18.</summary>
    public static ResNetLayout Basic18 { get; } = Basic(2, 2, 2, 2);

    /// <summary>Basic blocks: ResNet-34.</summary>
    public static ResNetLayout Basic34 { get; } = Basic(3, 4, 6, 3);

    /// <summary>Bottlenecks: ResNet-50.</summary>
    public static ResNetLayout Bottleneck50 { get; } = Bottlenecks(innerWidth: 1);

    /// <summary>Bottlenecks whose 3×3 convolutions are twice as wide: Wide-ResNet-50-2.</summary>
    public static ResNetLayout WideBottleneck50 { get; } = Bottlenecks(innerWidth: 2);

    private static ResNetLayout Basic(params int[] blocks) => new(
        blocks, 1, static (inPlanes, planes, stride, shortcut) => new BasicBlock(inPlanes, planes, stride, shortcut));

    private static ResNetLayout Bottlenecks(int innerWidth) => new(
        [3, 4, 6, 3], 4, (inPlanes, planes, stride, shortcut) => new Bottleneck(inPlanes, planes * innerWidth, planes * 4, stride, shortcut));
}
