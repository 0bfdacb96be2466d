namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>What the CIFAR forms of the ResNets share: they differ in their blocks alone.</summary>
public abstract class CifarResNetArchitecture : Architecture
{
    private protected CifarResNetArchitecture()
    {
    }

    /// <inheritdoc/>
    public override string Paper => "He et al., Deep Residual Learning for Image Recognition (CVPR 2016)";

    private protected abstract ResNetLayout Layout { get; }

    /// <inheritdoc/>
    protected internal sealed override StagedNetwork Build(NetworkDimensions dimensions) => new CifarResNet(Id, dimensions, Layout);
}
