namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>What the WideResNets for small images share: they differ in depth and width.</summary>
public abstract class WideResNetArchitecture : Architecture
{
    private protected WideResNetArchitecture()
    {
    }

    /// <inheritdoc/>
    public override string Id => FormattableString.Invariant($"wideresnet{Depth}-{Widening}");

    /// <inheritdoc/>
    public override string DisplayName => FormattableString.Invariant($"WideResNet-{Depth}-{Widening}");

    /// <inheritdoc/>
    public override string Paper => "Zagoruyko & Komodakis, Wide Residual Networks (BMVC 2016)";

    /// <inheritdoc/>
    public override int PublishedWidth => 16;

    /// <inheritdoc/>
    protected internal sealed override string Head => "fc";

    /// <summary>Convolutions on the way through the network.</summary>
    private protected abstract int Depth { get; }

    /// <summary>Channels of the first group for each of the stem's.</summary>
    private protected abstract int Widening { get; }

    /// <summary>The group <c>sub_block1</c>: TRADES' code makes it, and no forward pass runs it.</summary>
    /// <inheritdoc/>
    public sealed override bool IsUnused(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("sub_block1.", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    protected internal sealed override StagedNetwork Build(NetworkDimensions dimensions) =>
        new WideResNet(Id, dimensions, Depth, Widening);
}
