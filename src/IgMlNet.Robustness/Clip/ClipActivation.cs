namespace IgMlNet.Robustness.Clip;

/// <summary>The nonlinearity in the transformers' perceptrons, which no checkpoint's tensors tell.</summary>
public enum ClipActivation
{
    /// <summary>x·σ(1.702 x): OpenAI's models.</summary>
    QuickGelu,

    /// <summary>x·Φ(x): many of OpenCLIP's models.</summary>
    Gelu,
}
