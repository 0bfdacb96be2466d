namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>PreActResNet-18 whose shortcuts take the first activation, with a batch normalisation before the head: the form of OAAT's and Rice et al.'s checkpoints.</summary>
/// <remarks>Paper: He et al., Identity Mappings in Deep Residual Networks (ECCV 2016).</remarks>
public sealed class PreActResNet18V2Norm : PreActResNetArchitecture
{
    /// <inheritdoc/>
    public override string Id => "preactresnet18-v2-norm";

    /// <inheritdoc/>
    public override string DisplayName => "PreActResNet-18 v2 with final norm";

    private protected override PreActResNetLayout Layout { get; } =
        new([2, 2, 2, 2], ShortcutSource.FirstActivation, PreActEnding.Normalized);
}
