namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>PreActResNet-18 whose shortcuts take the block's input, with a batch normalisation before the head.</summary>
/// <remarks>Paper: He et al., Identity Mappings in Deep Residual Networks (ECCV 2016).</remarks>
public sealed class PreActResNet18Norm : PreActResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "preactresnet18-norm";

    /// <inheritdoc/>
    public override string DisplayName => "PreActResNet-18 with final norm";

    private protected override PreActResNetLayout Layout { get; } =
        new([2, 2, 2, 2], ShortcutSource.Input, PreActEnding.Normalized);
}
