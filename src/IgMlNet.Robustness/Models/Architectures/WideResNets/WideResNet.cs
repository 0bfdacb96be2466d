using IgMlNet.Robustness.Models.Architectures.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.WideResNets;

/// <summary>
/// A WideResNet with the names of TRADES' code. Stages: conv1, block1, block2, block3, pool, fc; block3 ends behind the last batch
/// normalisation and rectification, where published rankings mask it.
/// </summary>
internal sealed class WideResNet : StagedNetwork
{
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly Conv2d conv1;
    private readonly Sequential block1;
    private readonly Sequential block2;
    private readonly Sequential block3;
    private readonly BatchNorm2d bn1;
    private readonly Linear fc;
#pragma warning restore IDE1006, CA2213

    /// <summary>Makes a network.</summary>
    /// <param name="name">The architecture's identifier.</param>
    /// <param name="dimensions">Input shape, number of classes, and channels of the stem.</param>
    /// <param name="depth">Convolutions on the way through, 6n + 4.</param>
    /// <param name="widening">Channels of block1 for each of the stem's.</param>
    public WideResNet(string name, NetworkDimensions dimensions, int depth, int widening)
        : base(name, dimensions)
    {
        var width = dimensions.BaseWidth;
        var (first, second, third) = (width * widening, width * widening * 2, width * widening * 4);
        conv1 = Conv2d(dimensions.Input.Channels, width, 3, stride: 1, padding: 1, bias: false);
        block1 = Group(width, first, stride: 1);
        block2 = Group(first, second, stride: 2);
        block3 = Group(second, third, stride: 2);
        bn1 = BatchNorm2d(third);
        fc = Linear(third, dimensions.ClassCount);
        Define(
            Stage.Plain(nameof(conv1), conv1.call),
            Stage.Neurons(nameof(block1), first, block1.call),
            Stage.Neurons(nameof(block2), second, block2.call),
            Stage.Neurons(nameof(block3), third, x => ConvolutionNorm.Normalize(bn1, block3.call(x)).relu_()),
            Stage.GlobalAveragePooling("pool"),
            Stage.Linear(nameof(fc), fc));

        Sequential Group(int inPlanes, int planes, int stride) => Sequential(("layer", ResidualGroups.Chain(
            (depth - 4) / 6, inPlanes, planes, stride,
            (blockIn, blockStride) => new PreActivationBlock(
                blockIn, planes, blockStride, ShortcutSource.FirstActivation, "convShortcut"))));
    }
}
