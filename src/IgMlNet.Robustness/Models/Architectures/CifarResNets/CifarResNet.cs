using IgMlNet.Robustness.Models.Architectures.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.CifarResNets;

/// <summary>
/// A ResNet in the form used for small images: a 3×3 stem without pooling, four groups of residual blocks and a linear head
/// called <c>linear</c>. Stages: conv1, layer1, layer2, layer3, layer4, pool, linear.
/// </summary>
internal sealed class CifarResNet : StagedNetwork, IFoldable
{
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly Linear linear;
#pragma warning restore IDE1006, CA2213
    private readonly ConvolutionNorm _stem;

    public CifarResNet(string name, NetworkDimensions dimensions, ResNetLayout layout)
        : base(name, dimensions)
    {
        var width = dimensions.BaseWidth;
        var planes = width;
        (conv1, bn1, _stem) = Convolutions.WithNorm(dimensions.Input.Channels, width, kernel: 3, stride: 1);
        layer1 = Group(0, width, stride: 1);
        layer2 = Group(1, width * 2, stride: 2);
        layer3 = Group(2, width * 4, stride: 2);
        layer4 = Group(3, width * 8, stride: 2);
        linear = Linear(planes, dimensions.ClassCount);
        Define(
            Stage.Plain("conv1", x => _stem.Apply(x).relu_()),
            Stage.Neurons(nameof(layer1), width * layout.Expansion, layer1.call),
            Stage.Neurons(nameof(layer2), width * 2 * layout.Expansion, layer2.call),
            Stage.Neurons(nameof(layer3), width * 4 * layout.Expansion, layer3.call),
            Stage.Neurons(nameof(layer4), width * 8 * layout.Expansion, layer4.call),
            Stage.GlobalAveragePooling("pool"),
            Stage.Linear(nameof(linear), linear));

        Sequential Group(int index, int groupPlanes, int stride)
        {
            var inPlanes = planes;
            planes = groupPlanes * layout.Expansion;
            return ResidualGroups.Chain(
                layout.Blocks[index], inPlanes, planes, stride,
                (blockIn, blockStride) => layout.Block(blockIn, groupPlanes, blockStride, "shortcut"));
        }
    }

    public IEnumerable<ConvolutionNorm> Pairs => [_stem];
}
