using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>The half of a CLIP that embeds images.</summary>
internal abstract class ImageEncoder
{
    /// <summary>The encoder that the tensors are of.</summary>
    public static ImageEncoder Create(ClipWeights weights, ClipDimensions dimensions, ClipActivation activation) =>
        dimensions.PatchSize is null
            ? new ModifiedResNet(weights, dimensions)
            : new VisionTransformer(weights, dimensions, activation);

    /// <summary>[n, 3, R, R], normalised, to [n, E].</summary>
    public abstract Tensor Encode(Tensor images);
}
