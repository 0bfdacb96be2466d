namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>What torchvision's ResNets for ImageNet share: they differ in their blocks alone.</summary>
public abstract class ImageNetResNetArchitecture : Architecture
{
    private protected ImageNetResNetArchitecture()
    {
    }

    /// <inheritdoc/>
    public override string Paper => "He et al., Deep Residual Learning for Image Recognition (CVPR 2016)";

    /// <inheritdoc/>
    protected internal sealed override string Head => "fc";

    private protected abstract ResNetLayout Layout { get; }

    /// <inheritdoc/>
    protected internal sealed override StagedNetwork Build(NetworkDimensions dimensions) =>
        new ImageNetResNet(Id, dimensions, Layout);
}
