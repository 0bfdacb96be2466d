using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking;

/// <summary>How a neuron's activations at all positions, e.g. [H, W], become one number per image.</summary>
public enum ActivationPooling
{
    /// <summary>The mean over positions, as published.</summary>
    Average,

    /// <summary>The largest value.</summary>
    Max,
}

/// <summary>Pooling of activations.</summary>
internal static class ActivationPoolings
{
    /// <summary>Activations of a form to [n, N].</summary>
    public static Tensor Pool(this ActivationPooling pooling, LayerForm form, Tensor activations) =>
        pooling == ActivationPooling.Max ? form.Largest(activations) : form.Average(activations);
}
