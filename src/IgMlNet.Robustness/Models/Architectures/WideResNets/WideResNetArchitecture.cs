namespace IgMlNet.Robustness.Models.Architectures.WideResNets;

/// <summary>WideResNets for small images: three groups of pre-activation blocks. They differ in depth and width.</summary>
/// <remarks>Paper: Zagoruyko &amp; Komodakis, Wide Residual Networks (BMVC 2016).</remarks>
public sealed class WideResNetArchitecture : Architecture
{
    private readonly int _depth;
    private readonly int _widening;

    /// <summary>Names an architecture after its size.</summary>
    /// <param name="depth">Convolutions on the way through the network.</param>
    /// <param name="widening">Channels of the first group per channel of the stem.</param>
    private WideResNetArchitecture(int depth, int widening) => (_depth, _widening) = (depth, widening);

    /// <summary>WideResNet-28-10: groups of 4 blocks, 160 to 640 channels as published.</summary>
    public static WideResNetArchitecture WideResNet28X10 { get; } = new(28, 10);

    /// <summary>WideResNet-34-10: groups of 5 blocks, 160 to 640 channels as published.</summary>
    public static WideResNetArchitecture WideResNet34X10 { get; } = new(34, 10);

    /// <summary>WideResNet-34-20: groups of 5 blocks, 320 to 1280 channels as published.</summary>
    public static WideResNetArchitecture WideResNet34X20 { get; } = new(34, 20);

    /// <summary>WideResNet-70-16: groups of 11 blocks, 256 to 1024 channels as published.</summary>
    public static WideResNetArchitecture WideResNet70X16 { get; } = new(70, 16);

    /// <inheritdoc/>
    public override string Id => FormattableString.Invariant($"wideresnet{_depth}-{_widening}");

    /// <inheritdoc/>
    public override string DisplayName => FormattableString.Invariant($"WideResNet-{_depth}-{_widening}");

    /// <inheritdoc/>
    public override string Paper => "Zagoruyko & Komodakis, Wide Residual Networks (BMVC 2016)";

    /// <inheritdoc/>
    public override int PublishedWidth => 16;

    /// <inheritdoc/>
    protected internal override string Head => "fc";

    /// <summary>The group <c>sub_block1</c>: TRADES' code makes it, and no forward pass runs it.</summary>
    /// <inheritdoc/>
    public override bool IsUnused(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("sub_block1.", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    protected internal override StagedNetwork Build(NetworkDimensions dimensions) =>
        new WideResNet(Id, dimensions, _depth, _widening);
}
