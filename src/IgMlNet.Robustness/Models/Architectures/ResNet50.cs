namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>ResNet-50 in the form used for CIFAR: 3×3 stem, groups of 3, 4, 6, 3 blocks, <c>linear</c> head.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016).</remarks>
public sealed class ResNet50 : CifarResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "resnet50";

    /// <inheritdoc/>
    public override string DisplayName => "ResNet-50";

    private protected override ResNetLayout Layout => ResNetLayout.Bottleneck50;
}
