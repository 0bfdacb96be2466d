using IgMlNet.Robustness.Models.Architectures.Blocks;

namespace IgMlNet.Robustness.Models.Architectures.CifarResNets;

/// <summary>ResNets in the form used for CIFAR: 3×3 stem, four groups of blocks, <c>linear</c> head. They differ in their blocks.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016).</remarks>
public sealed class CifarResNetArchitecture : Architecture
{
    private readonly ResNetLayout _layout;

    private CifarResNetArchitecture(string id, string displayName, ResNetLayout layout) =>
        (Id, DisplayName, _layout) = (id, displayName, layout);

    /// <summary>ResNet-18: groups of 2, 2, 2, 2 basic blocks.</summary>
    public static CifarResNetArchitecture ResNet18 { get; } = new("resnet18", "ResNet-18", ResNetLayout.Basic18);

    /// <summary>ResNet-34: groups of 3, 4, 6, 3 basic blocks.</summary>
    public static CifarResNetArchitecture ResNet34 { get; } = new("resnet34", "ResNet-34", ResNetLayout.Basic34);

    /// <summary>ResNet-50: groups of 3, 4, 6, 3 bottlenecks.</summary>
    public static CifarResNetArchitecture ResNet50 { get; } = new("resnet50", "ResNet-50", ResNetLayout.Bottleneck50);

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string DisplayName { get; }

    /// <inheritdoc/>
    public override string Paper => "He et al., Deep Residual Learning for Image Recognition (CVPR 2016)";

    /// <inheritdoc/>
    protected internal override StagedNetwork Build(NetworkDimensions dimensions) => new CifarResNet(Id, dimensions, _layout);
}
