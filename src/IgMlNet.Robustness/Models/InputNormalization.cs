namespace IgMlNet.Robustness.Models;

/// <summary>What a network does to pixels in [0,1] before its first convolution.</summary>
public enum InputNormalization
{
    /// <summary>Nothing: the network takes pixels in [0,1].</summary>
    None,

    /// <summary>
    /// (x − μ)/σ channel by channel, with μ and σ as the buffers <c>mu</c> and <c>sigma</c>, [1, C, 1, 1], of the state dict; in a
    /// network that is not loaded they are 0 and 1.
    /// </summary>
    ByChannel,
}
