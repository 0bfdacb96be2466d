using System.Security.Cryptography;
using Microsoft.ML;

namespace IgMlNet;

/// <summary>
/// The secret from which <see cref="ScoringNoise.Keyed"/> derives noise, at least 16 bytes. Give it to a loaded model by
/// <see cref="DefenseCatalog.UseNoiseKey(ITransformer, NoiseKey)"/>, or as Base64 in the environment variable
/// <c>IGMLNET_NOISE_KEY</c>. It is never saved with a model.
/// </summary>
public sealed class NoiseKey
{
    /// <summary>The environment variable that is read where no key was given: <c>IGMLNET_NOISE_KEY</c>.</summary>
    public const string EnvironmentVariable = "IGMLNET_NOISE_KEY";

    private const int ShortestLength = 16;
    private const int CreatedLength = 32;

    private readonly byte[] _bytes;

    private NoiseKey(byte[] bytes) => _bytes = bytes;

    /// <summary>A new random key of 32 bytes.</summary>
    public static NoiseKey Create() => new(RandomNumberGenerator.GetBytes(CreatedLength));

    /// <summary>A key from its bytes.</summary>
    /// <exception cref="ArgumentException">Fewer than 16 bytes.</exception>
    public static NoiseKey FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length >= ShortestLength
        ? new NoiseKey(bytes.ToArray())
        : throw new ArgumentException(
            FormattableString.Invariant($"A noise key needs at least {ShortestLength} bytes, and this one has {bytes.Length}. Create one with NoiseKey.Create()."),
            nameof(bytes));

    /// <summary>A key from Base64, as <see cref="ToBase64"/> writes it.</summary>
    /// <exception cref="ArgumentException">Not Base64, or fewer than 16 bytes.</exception>
    public static NoiseKey FromBase64(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? FromBytes(bytes.AsSpan(0, length))
            : throw new ArgumentException("A noise key must be Base64. Create one with NoiseKey.Create().ToBase64().", nameof(text));
    }

    /// <summary>The key as Base64. Keep it secret.</summary>
    public string ToBase64() => Convert.ToBase64String(_bytes);

    /// <summary>The key of the environment variable.</summary>
    /// <exception cref="InvalidOperationException">The variable is missing or does not hold a key.</exception>
    internal static NoiseKey FromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException(
                "The model's smoothing noise needs its key. Call model.UseNoiseKey(key) after loading, or set the environment " +
                $"variable {EnvironmentVariable} to the key as Base64.");
        }

        try
        {
            return FromBase64(text.Trim());
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"The environment variable {EnvironmentVariable} does not hold a key. {e.Message}");
        }
    }

    /// <summary>HMAC-SHA256 of some bytes under the key.</summary>
    internal void Authenticate(ReadOnlySpan<byte> bytes, Span<byte> hash) => HMACSHA256.HashData(_bytes, bytes, hash);
}
