using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking;

/// <summary>How a neuron's map of activations [H, W] becomes one number for an image.</summary>
public enum ActivationPooling
{
    /// <summary>The mean over the map, as published.</summary>
    Average,

    /// <summary>The largest value of the map.</summary>
    Max,
}

/// <summary>Pooling of activations.</summary>
internal static class ActivationPoolings
{
    /// <summary>[n, N, H, W] to [n, N].</summary>
    public static Tensor Pool(this ActivationPooling pooling, Tensor activations) =>
        pooling == ActivationPooling.Max ? activations.amax([2, 3]) : activations.mean([2, 3]);
}
