using IgMlNet.NoiseSources;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet;

/// <summary>
/// The source of a defended scorer's smoothing noise. It decides whether equal rows get equal scores, and who can predict the noise.
/// Without smoothing it has no effect.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><see cref="FromSeed"/>: equal rows get equal scores on every machine. The seed is saved with the model, so anyone who has
/// the file can compute the noise of any image and search for one that fails.</item>
/// <item><see cref="Keyed"/>: equal rows get equal scores wherever the key is the same. The key is not saved; without it the noise
/// cannot be predicted. Small changes of an image still draw new noise.</item>
/// <item><see cref="Fresh"/>: every call draws new noise, which nobody can predict. Equal rows may get different scores, so an
/// attacker who submits an image again gets another chance.</item>
/// </list>
/// <para>Robust accuracy that averages over draws describes one submission. Against repeated submissions no source protects.</para>
/// </remarks>
public abstract class ScoringNoise
{
    private protected ScoringNoise()
    {
    }

    /// <summary>Noise from a secret key and the row's pixels; see <see cref="NoiseKey"/> for how the key is given.</summary>
    public static ScoringNoise Keyed { get; } = new KeyedNoise();

    /// <summary>New noise for every call, from the operating system's random numbers.</summary>
    public static ScoringNoise Fresh { get; } = new FreshNoise();

    /// <summary>Noise from a seed and the row's pixels. The seed is saved with the model.</summary>
    /// <param name="seed">The seed.</param>
    public static ScoringNoise FromSeed(RandomSeed seed) => new SeededNoise(seed);

    /// <summary>Starts a supply of noise for one scorer.</summary>
    internal abstract INoiseSupply Open();
}
