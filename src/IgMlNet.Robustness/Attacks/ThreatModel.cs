using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>What the adversary may do: change an image by at most ε in a norm, pixels staying in [0,1].</summary>
public sealed record ThreatModel
{
    /// <summary>States a threat model.</summary>
    /// <param name="norm">The norm that perturbations are measured in.</param>
    /// <param name="epsilon">
    /// The largest size ε of a perturbation, in pixel units of [0,1]; 0 allows none. 8/255 in ℓ∞, 0.5 in ℓ2 and 12 in ℓ1 are
    /// customary for CIFAR; in ℓ∞ 4/255 for ImageNet and 0.1 for Fashion-MNIST.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">ε is negative, infinite or not a number.</exception>
    public ThreatModel(Norm norm, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(norm);
        if (!double.IsFinite(epsilon) || epsilon < 0)
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε must be a finite number, 0 or more.");
        Norm = norm;
        Epsilon = epsilon;
    }

    /// <summary>The norm that perturbations are measured in.</summary>
    public Norm Norm { get; }

    /// <summary>The largest size ε of a perturbation, in pixel units of [0,1].</summary>
    public double Epsilon { get; }

    /// <summary>
    /// Allowed images, within ε of the originals and within [0,1], near to <paramref name="candidates"/>: in ℓ∞ and ℓ1 the nearest; in
    /// ℓ2 the nearest within ε, then clipped to [0,1], as is customary.
    /// </summary>
    /// <param name="originals">The unperturbed images [n, C, H, W], pixels in [0,1].</param>
    /// <param name="candidates">Images of the same shape.</param>
    public Tensor Project(Tensor originals, Tensor candidates) => Norm.Project(originals, candidates, Epsilon);
}
