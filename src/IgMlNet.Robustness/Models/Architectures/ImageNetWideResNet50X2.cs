namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>Wide-ResNet-50-2 as torchvision has it for ImageNet: ResNet-50 with 3×3 convolutions twice as wide.</summary>
/// <remarks>Paper: Zagoruyko &amp; Komodakis, Wide Residual Networks (BMVC 2016).</remarks>
public sealed class ImageNetWideResNet50X2 : ImageNetResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "imagenet-wideresnet50-2";

    /// <inheritdoc/>
    public override string DisplayName => "Wide-ResNet-50-2 (ImageNet)";

    /// <inheritdoc/>
    public override string Paper => "Zagoruyko & Komodakis, Wide Residual Networks (BMVC 2016)";

    private protected override ResNetLayout Layout => ResNetLayout.WideBottleneck50;
}
