using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests;

/// <summary>The reference model with all convolutions computed product by product, as the published code has them.</summary>
internal static class DirectReferenceModel
{
    private static readonly Lazy<Classifier> Frozen = new(() => new Classifier(ReferenceModel.Network(), CPU, ConvolutionForm.Direct));

    /// <summary>The frozen model, shared by all tests.</summary>
    internal static Classifier Classifier => Frozen.Value;
}
