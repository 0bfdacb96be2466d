using IgMlNet.Robustness.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>Initial weights of a network to be trained.</summary>
internal static class Initialization
{
    /// <summary>
    /// Convolutions normal with variance 2 / (output channels · kernel area), as He et al. (ICCV 2015) for rectified units and
    /// torchvision's ResNets; linear maps uniform within ±1/√inputs, PyTorch's default; batch normalisation the identity.
    /// </summary>
    public static void HeNormal(nn.Module network, RandomSeed seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, module) in network.named_modules())
        {
            using var generator = seed.For(name).CreateGenerator();
            switch (module)
            {
                case Conv2d convolution:
                    var weight = convolution.weight!;
                    weight.normal_(0, Math.Sqrt(2.0 / (weight.shape[0] * weight.shape[2] * weight.shape[3])), generator);
                    convolution.bias?.zero_();
                    break;
                case Linear linear:
                    var bound = 1 / Math.Sqrt(linear.weight!.shape[1]);
                    linear.weight.uniform_(-bound, bound, generator);
                    linear.bias?.uniform_(-bound, bound, generator);
                    break;
            }
        }
    }
}
