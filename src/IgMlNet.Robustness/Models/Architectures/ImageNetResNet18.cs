namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>ResNet-18 as torchvision has it for ImageNet: 7×7 stem, max pooling, groups of 2, 2, 2, 2 blocks, <c>fc</c> head.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016).</remarks>
public sealed class ImageNetResNet18 : ImageNetResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "imagenet-resnet18";

    /// <inheritdoc/>
    public override string DisplayName => "ResNet-18 (ImageNet)";

    private protected override ResNetLayout Layout => ResNetLayout.Basic18;
}
