using IgMlNet.Robustness.Models.Architectures.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.PreActResNets;

/// <summary>
/// A ResNet of pre-activation blocks in the form used for small images. Stages: conv1, layer1, layer2, layer3, layer4, pool, linear;
/// layer4 ends behind the batch normalisation before the head and its rectification, where there is one.
/// </summary>
internal sealed class PreActResNet : StagedNetwork
{
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly Conv2d conv1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly BatchNorm2d? bn;
    private readonly Linear linear;
#pragma warning restore IDE1006, CA2213

    public PreActResNet(string name, NetworkDimensions dimensions, PreActResNetLayout layout)
        : base(name, dimensions)
    {
        var width = dimensions.BaseWidth;
        conv1 = Conv2d(dimensions.Input.Channels, width, 3, stride: 1, padding: 1, bias: false);
        layer1 = Group(0, width, width, stride: 1);
        layer2 = Group(1, width, width * 2, stride: 2);
        layer3 = Group(2, width * 2, width * 4, stride: 2);
        layer4 = Group(3, width * 4, width * 8, stride: 2);
        bn = layout.Ending == PreActEnding.Normalized ? BatchNorm2d(width * 8) : null;
        linear = Linear(width * 8, dimensions.ClassCount);
        Define(
            Stage.Plain(nameof(conv1), conv1.call),
            Stage.Neurons(nameof(layer1), width, layer1.call),
            Stage.Neurons(nameof(layer2), width * 2, layer2.call),
            Stage.Neurons(nameof(layer3), width * 4, layer3.call),
            Stage.Neurons(nameof(layer4), width * 8, Last),
            Stage.GlobalAveragePooling("pool"),
            Stage.Linear(nameof(linear), linear));

        Sequential Group(int index, int inPlanes, int planes, int stride) => ResidualGroups.Chain(
            layout.Blocks[index], inPlanes, planes, stride,
            (blockIn, blockStride) => new PreActivationBlock(blockIn, planes, blockStride, layout.Shortcut, "shortcut.0"));
    }

    private Tensor Last(Tensor input)
    {
        var output = layer4.call(input);
        return bn is null ? output : ConvolutionNorm.Normalize(bn, output).relu_();
    }
}

/// <summary>What distinguishes PreActResNets.</summary>
/// <param name="Blocks">Blocks in layer1 … layer4.</param>
/// <param name="Shortcut">What the convolutions in shortcuts take.</param>
/// <param name="Ending">What stands before pooling.</param>
internal sealed record PreActResNetLayout(IReadOnlyList<int> Blocks, ShortcutSource Shortcut, PreActEnding Ending);

/// <summary>What stands between the last block of a PreActResNet and pooling.</summary>
internal enum PreActEnding
{
    /// <summary>Nothing.</summary>
    Bare,

    /// <summary>Batch normalisation, called <c>bn</c>, and rectification.</summary>
    Normalized,
}
