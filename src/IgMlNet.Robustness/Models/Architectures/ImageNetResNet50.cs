namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>ResNet-50 as torchvision has it for ImageNet: 7×7 stem, max pooling, groups of 3, 4, 6, 3 bottlenecks, <c>fc</c> head.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016).</remarks>
public sealed class ImageNetResNet50 : ImageNetResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "imagenet-resnet50";

    /// <inheritdoc/>
    public override string DisplayName => "ResNet-50 (ImageNet)";

    private protected override ResNetLayout Layout => ResNetLayout.Bottleneck50;
}
