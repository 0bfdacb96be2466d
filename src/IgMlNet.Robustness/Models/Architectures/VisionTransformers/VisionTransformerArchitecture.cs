namespace IgMlNet.Robustness.Models.Architectures.VisionTransformers;

/// <summary>
/// Vision transformers for small images, under timm's names: patches of 4×4 pixels, twelve blocks, a head for every 64 components of a
/// token. The base width is the size of a token: 192 (tiny), 384 (small) or 768 (base).
/// </summary>
/// <remarks>
/// Papers: Dosovitskiy et al., An Image Is Worth 16x16 Words (ICLR 2021); Touvron et al., Training Data-Efficient Image Transformers (ICML
/// 2021); with patches of 4×4 for CIFAR in Mo et al., When Adversarial Training Meets Vision Transformers (NeurIPS 2022).
/// </remarks>
public sealed class VisionTransformerArchitecture : Architecture
{
    private VisionTransformerArchitecture()
    {
    }

    /// <summary>Patches of 4×4 pixels, as for images of 32×32.</summary>
    public static VisionTransformerArchitecture Patch4 { get; } = new();

    /// <inheritdoc/>
    public override string Id => "vit-patch4";

    /// <inheritdoc/>
    public override string DisplayName => "ViT with 4×4 patches";

    /// <inheritdoc/>
    public override string Paper => "Dosovitskiy et al., An Image Is Worth 16x16 Words (ICLR 2021)";

    /// <inheritdoc/>
    public override int PublishedWidth => 384;

    /// <inheritdoc/>
    protected internal override string Stem => "patch_embed.proj";

    /// <inheritdoc/>
    protected internal override string Head => "head";

    /// <inheritdoc/>
    protected internal override StagedNetwork Build(NetworkDimensions dimensions) => new VisionTransformer(Id, dimensions);
}
