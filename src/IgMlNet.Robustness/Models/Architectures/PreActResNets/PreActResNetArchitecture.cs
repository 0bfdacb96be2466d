using IgMlNet.Robustness.Models.Architectures.Blocks;

namespace IgMlNet.Robustness.Models.Architectures.PreActResNets;

/// <summary>PreActResNet-18 for small images; the forms differ in their shortcuts and in what precedes the head.</summary>
/// <remarks>Paper: He et al., Identity Mappings in Deep Residual Networks (ECCV 2016).</remarks>
public sealed class PreActResNetArchitecture : Architecture
{
    private readonly PreActResNetLayout _layout;

    private PreActResNetArchitecture(string id, string displayName, ShortcutSource shortcut, PreActEnding ending) =>
        (Id, DisplayName, _layout) = (id, displayName, new PreActResNetLayout([2, 2, 2, 2], shortcut, ending));

    /// <summary>Shortcuts take the block's input: the form of Wong et al., Fast is better than free (ICLR 2020).</summary>
    public static PreActResNetArchitecture PreActResNet18 { get; } =
        new("preactresnet18", "PreActResNet-18", ShortcutSource.Input, PreActEnding.Bare);

    /// <summary>Shortcuts take the block's input, and a batch normalisation precedes the head.</summary>
    public static PreActResNetArchitecture PreActResNet18Norm { get; } =
        new("preactresnet18-norm", "PreActResNet-18 with final norm", ShortcutSource.Input, PreActEnding.Normalized);

    /// <summary>Shortcuts take the first activation.</summary>
    public static PreActResNetArchitecture PreActResNet18V2 { get; } =
        new("preactresnet18-v2", "PreActResNet-18 v2", ShortcutSource.FirstActivation, PreActEnding.Bare);

    /// <summary>
    /// Shortcuts take the first activation, and a batch normalisation precedes the head: the form of OAAT's and Rice et al.'s
    /// checkpoints.
    /// </summary>
    public static PreActResNetArchitecture PreActResNet18V2Norm { get; } =
        new("preactresnet18-v2-norm", "PreActResNet-18 v2 with final norm", ShortcutSource.FirstActivation, PreActEnding.Normalized);

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string DisplayName { get; }

    /// <inheritdoc/>
    public override string Paper => "He et al., Identity Mappings in Deep Residual Networks (ECCV 2016)";

    /// <inheritdoc/>
    protected internal override StagedNetwork Build(NetworkDimensions dimensions) => new PreActResNet(Id, dimensions, _layout);
}
