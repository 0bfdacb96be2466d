using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>Layer normalisation, computed in single precision whatever its input's.</summary>
internal sealed class LayerNorm(ClipWeights weights, string prefix, long width)
{
    private readonly Tensor _weight = weights.TakeSingle($"{prefix}.weight", width);
    private readonly Tensor _bias = weights.TakeSingle($"{prefix}.bias", width);

    /// <summary>[…, W] to [..., W].</summary>
    public Tensor Apply(Tensor input)
    {
        using var scope = NewDisposeScope();
        return nn.functional.layer_norm(input.to(ScalarType.Float32), [width], _weight, _bias).to(input.dtype)
            .MoveToOuterDisposeScope();
    }
}
