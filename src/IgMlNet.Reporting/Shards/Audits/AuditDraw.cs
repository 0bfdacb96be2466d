using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace IgMlNet.Reporting.Shards.Audits;

/// <summary>
/// Draws the blocks of a claimed evaluation that are computed again. The secret is drawn after the claim was uploaded, so its author
/// cannot know the blocks; it is published with the result, so everyone can draw them again.
/// </summary>
public static class AuditDraw
{
    /// <summary>The bytes of a secret.</summary>
    public const int SecretLength = 32;

    /// <summary>A new secret.</summary>
    public static ImmutableArray<byte> NewSecret() => [.. RandomNumberGenerator.GetBytes(SecretLength)];

    /// <summary>SHA-256 over the files of a claim, in any order: what the draw is bound to.</summary>
    /// <param name="files">The bytes of its journals.</param>
    public static ImmutableArray<byte> HashClaim(IEnumerable<ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var hashes = files.Select(static file => Convert.ToHexString(SHA256.HashData(file.Span))).Order(StringComparer.Ordinal);
        return [.. SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', hashes)))];
    }

    /// <summary>The blocks, each once, ascending: a sample without replacement in which every set of blocks is as likely as any other.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="claim">The claim's hash.</param>
    /// <param name="blockCount">The blocks of the evaluation, at least 1.</param>
    /// <param name="count">How many to draw; all where there are fewer.</param>
    /// <exception cref="ArgumentException">The secret or hash has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is not positive.</exception>
    public static ImmutableArray<int> Blocks(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> claim, int blockCount, int count)
    {
        if (secret.Length != SecretLength || claim.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException($"Expected {SecretLength} bytes of secret and a hash.", nameof(secret));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);

        // Floyd's sampling takes as many numbers as blocks are drawn, whatever the number of blocks.
        var drawn = new SortedSet<int>();
        var counter = 0;
        for (var last = blockCount - Math.Min(count, blockCount); last < blockCount; last++)
        {
            var candidate = Below(last + 1, secret, claim, ref counter);
            drawn.Add(drawn.Contains(candidate) ? last : candidate);
        }

        return [.. drawn];
    }

    /// <summary>A number in 0 … bound − 1, each equally likely: those beyond the last whole multiple are drawn again.</summary>
    private static int Below(int bound, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> claim, ref int counter)
    {
        Span<byte> text = stackalloc byte[SecretLength + SHA256.HashSizeInBytes + sizeof(int)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        secret.CopyTo(text);
        claim.CopyTo(text[SecretLength..]);
        while (true)
        {
            BinaryPrimitives.WriteInt32LittleEndian(text[^sizeof(int)..], counter++);
            SHA256.HashData(text, hash);
            var number = BinaryPrimitives.ReadUInt64LittleEndian(hash);
            if (number < ulong.MaxValue - (ulong.MaxValue % (ulong)bound))
                return (int)(number % (ulong)bound);
        }
    }
}
