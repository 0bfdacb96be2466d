using IgMlNet.Robustness.Models.Architectures.Blocks;

namespace IgMlNet.Robustness.Models.Architectures.ImageNetResNets;

/// <summary>ResNets as torchvision has them for ImageNet: 7×7 stem, max pooling, four groups of blocks, <c>fc</c> head.</summary>
/// <remarks>
/// Papers: He et al., Deep Residual Learning for Image Recognition (CVPR 2016); Zagoruyko &amp; Komodakis, Wide Residual Networks
/// (BMVC 2016).
/// </remarks>
public sealed class ImageNetResNetArchitecture : Architecture
{
    private const string ResidualLearning = "He et al., Deep Residual Learning for Image Recognition (CVPR 2016)";
    private const string WideNetworks = "Zagoruyko & Komodakis, Wide Residual Networks (BMVC 2016)";

    private readonly ResNetLayout _layout;

    private ImageNetResNetArchitecture(string id, string displayName, string paper, ResNetLayout layout) =>
        (Id, DisplayName, Paper, _layout) = (id, displayName, paper, layout);

    /// <summary>ResNet-18: groups of 2, 2, 2, 2 basic blocks.</summary>
    public static ImageNetResNetArchitecture ResNet18 { get; } =
        new("imagenet-resnet18", "ResNet-18 (ImageNet)", ResidualLearning, ResNetLayout.Basic18);

    /// <summary>ResNet-50: groups of 3, 4, 6, 3 bottlenecks.</summary>
    public static ImageNetResNetArchitecture ResNet50 { get; } =
        new("imagenet-resnet50", "ResNet-50 (ImageNet)", ResidualLearning, ResNetLayout.Bottleneck50);

    /// <summary>Wide-ResNet-50-2: ResNet-50 with 3×3 convolutions twice as wide.</summary>
    public static ImageNetResNetArchitecture WideResNet50X2 { get; } =
        new("imagenet-wideresnet50-2", "Wide-ResNet-50-2 (ImageNet)", WideNetworks, ResNetLayout.WideBottleneck50);

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string DisplayName { get; }

    /// <inheritdoc/>
    public override string Paper { get; }

    /// <inheritdoc/>
    public override (int Height, int Width) PublishedSize => (224, 224);

    /// <inheritdoc/>
    protected internal override string Head => "fc";

    /// <inheritdoc/>
    protected internal override StagedNetwork Build(NetworkDimensions dimensions) => new ImageNetResNet(Id, dimensions, _layout);
}
