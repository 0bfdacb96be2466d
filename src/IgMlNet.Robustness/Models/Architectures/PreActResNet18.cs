namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>PreActResNet-18 whose shortcuts take the block's input: the form of Wong et al., Fast is better than free (ICLR 2020).</summary>
/// <remarks>Paper: He et al., Identity Mappings in Deep Residual Networks (ECCV 2016).</remarks>
public sealed class PreActResNet18 : PreActResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "preactresnet18";

    /// <inheritdoc/>
    public override string DisplayName => "PreActResNet-18";

    private protected override PreActResNetLayout Layout { get; } =
        new([2, 2, 2, 2], ShortcutSource.Input, PreActEnding.Bare);
}
