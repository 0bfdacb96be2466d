namespace IgMlNet.Robustness.Models;

/// <summary>How a frozen network's convolutions are computed.</summary>
internal enum ConvolutionForm
{
    /// <summary>Each in the quickest way there is on this machine for its size.</summary>
    Quickest,

    /// <summary>All by libtorch, product by product: to compare with published values to the last bits.</summary>
    Direct,
}
