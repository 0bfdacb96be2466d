namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>PreActResNet-18 whose shortcuts take the first activation, without a batch normalisation before the head.</summary>
/// <remarks>Paper: He et al., Identity Mappings in Deep Residual Networks (ECCV 2016).</remarks>
public sealed class PreActResNet18V2 : PreActResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "preactresnet18-v2";

    /// <inheritdoc/>
    public override string DisplayName => "PreActResNet-18 v2";

    private protected override PreActResNetLayout Layout { get; } =
        new([2, 2, 2, 2], ShortcutSource.FirstActivation, PreActEnding.Bare);
}
