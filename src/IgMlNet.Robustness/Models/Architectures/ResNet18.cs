namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>ResNet-18 in the form used for CIFAR: 3×3 stem, groups of 2, 2, 2, 2 blocks, <c>linear</c> head.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016).</remarks>
public sealed class ResNet18 : CifarResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "resnet18";

    /// <inheritdoc/>
    public override string DisplayName => "ResNet-18";

    private protected override ResNetLayout Layout => ResNetLayout.Basic18;
}
