namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>What the PreActResNets for small images share: they differ in blocks, shortcuts and what stands before the head.</summary>
public abstract class PreActResNetArchitecture : Architecture
{
    private protected PreActResNetArchitecture()
    {
    }

    /// <inheritdoc/>
    public override string Paper => "He et al., Identity Mappings in Deep Residual Networks (ECCV 2016)";

    private protected abstract PreActResNetLayout Layout { get; }

    /// <inheritdoc/>
    protected internal sealed override StagedNetwork Build(NetworkDimensions dimensions) => new PreActResNet(Id, dimensions, Layout);
}
