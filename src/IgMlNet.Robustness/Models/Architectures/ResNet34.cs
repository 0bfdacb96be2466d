namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>ResNet-34 in the form used for CIFAR: 3×3 stem, groups of 3, 4, 6, 3 blocks, <c>linear</c> head.</summary>
/// <remarks>Paper: He et al., Deep Residual Learning for Image Recognition (CVPR 2016).</remarks>
public sealed class ResNet34 : CifarResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "resnet34";

    /// <inheritdoc/>
    public override string DisplayName => "ResNet-34";

    private protected override ResNetLayout Layout => ResNetLayout.Basic34;
}
