namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// Randomized smoothing of the pseudo-label: logits are averaged over n_s images with Gaussian noise of standard deviation σ_d.
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng (ECCV 2024), Eq. 4 and 6. Noisy pixels may leave [0,1], as in the published code.</remarks>
public sealed record Smoothing
{
    private Smoothing(int samples, double deviation)
    {
        Samples = samples;
        Deviation = deviation;
    }

    /// <summary>No noise: the first pass sees the image itself.</summary>
    public static Smoothing None { get; } = new(0, 0);

    /// <summary>The number n_s of noisy images; 0 for no smoothing.</summary>
    public int Samples { get; }

    /// <summary>The standard deviation σ_d in pixel units of [0,1].</summary>
    public double Deviation { get; }

    /// <summary>Smoothing with given parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n_s is not positive, or σ_d not a positive finite number.</exception>
    public static Smoothing With(int samples, double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        if (!double.IsFinite(deviation) || deviation <= 0)
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "σ must be a positive finite number.");
        return new Smoothing(samples, deviation);
    }

    /// <summary>The paper's smoothing against perturbations of size ε: n_s = 1, σ_d = ε/2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not a positive finite number.</exception>
    public static Smoothing For(double epsilon) => With(1, epsilon / 2);
}
