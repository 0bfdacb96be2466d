using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json.Serialization;

namespace IgMlNet.Reporting.Results.Files;

/// <summary>
/// Which images were classified correctly, one bitset for every verdict draw. 10,000 images in one draw take 1,250 bytes.
/// </summary>
public sealed class VerdictBits
{
    private ImmutableArray<byte> _correctDraws;

    /// <summary>The number n of images.</summary>
    public required int Images { get; init; }

    /// <summary>The number R of verdict draws, 1 to 255; a deterministic variant needs one.</summary>
    public required int Draws { get; init; }

    /// <summary>The number of bits that are set: correct verdicts over all images and draws, 0 to n·R.</summary>
    public required long Correct { get; init; }

    /// <summary>
    /// R bitsets of ⌈n/8⌉ bytes one after another. Image i is bit i mod 8, the least significant first, of byte ⌊i/8⌋; 1 is
    /// correct; the bits behind the last image are 0. In JSON: base64.
    /// </summary>
    [JsonConverter(typeof(PackedBytesConverter))]
    public required ImmutableArray<byte> Bits { get; init; }

    /// <summary>For every image the number of draws, 0 to R, in which it was classified correctly.</summary>
    [JsonIgnore]
    public ImmutableArray<byte> CorrectDraws
    {
        get
        {
            if (_correctDraws.IsDefault)
                _correctDraws = [.. Enumerable.Range(0, Images).Select(CountOf)];
            return _correctDraws;
        }
    }

    /// <summary>Bits from the verdicts of every draw on the same images.</summary>
    /// <exception cref="ArgumentException">There is no draw or more than 255, or the draws differ in their number of images.</exception>
    public static VerdictBits Pack(IReadOnlyList<bool[]> draws)
    {
        if (draws.Count is < 1 or > byte.MaxValue || draws.Any(draw => draw.Length != draws[0].Length))
            throw new ArgumentException("Expected 1 to 255 draws on the same images.", nameof(draws));
        var (images, stride) = (draws[0].Length, StrideOf(draws[0].Length));
        var bits = new byte[stride * draws.Count];
        for (var draw = 0; draw < draws.Count; draw++)
        {
            for (var image = 0; image < images; image++)
            {
                if (draws[draw][image])
                    bits[(draw * stride) + (image / 8)] |= (byte)(1 << (image % 8));
            }
        }

        return new VerdictBits
        {
            Images = images,
            Draws = draws.Count,
            Correct = CountBits(bits),
            Bits = [.. bits],
        };
    }

    /// <summary>The bits of consecutive ranges of images as those of all of them.</summary>
    /// <exception cref="ArgumentException">There is no part, or the parts differ in their number of draws.</exception>
    public static VerdictBits Join(IReadOnlyList<VerdictBits> parts)
    {
        if (parts.Count == 0 || parts.Any(part => part.Draws != parts[0].Draws))
            throw new ArgumentException("Expected parts of one number of draws.", nameof(parts));
        return Pack([.. Enumerable.Range(0, parts[0].Draws).Select(draw =>
            parts.SelectMany(part => Enumerable.Range(0, part.Images).Select(image => part.IsCorrect(image, draw))).ToArray())]);
    }

    /// <summary>Whether an image was classified correctly in a draw.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image or draw.</exception>
    public bool IsCorrect(int image, int draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Images);
        ArgumentOutOfRangeException.ThrowIfNegative(draw);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(draw, Draws);
        return (Bits[(draw * StrideOf(Images)) + (image / 8)] >> (image % 8) & 1) == 1;
    }

    /// <summary>What contradicts the description above, by member; none for sound bits. Nothing is computed from unsound ones.</summary>
    internal IEnumerable<(string Member, string Problem)> Violations(int images)
    {
        if (Draws is < 1 or > byte.MaxValue)
            yield return ("draws", $"is not within 1 to {byte.MaxValue}");
        if (Images != images)
            yield return ("images", $"is not {images}");
        var (expected, actual) = ((long)Draws * StrideOf(images), Bits.IsDefault ? 0 : Bits.Length);
        if (expected != actual)
            yield return ("bits", $"holds {actual} bytes where {Draws} draws on {images} images take {expected}");
        if (Draws < 1 || Images != images || expected != actual)
            yield break;
        if (Correct != CountBits(Bits.AsSpan()))
            yield return ("correct", "is not the number of bits that are set");
        var stride = StrideOf(images);
        if (images % 8 != 0 && Enumerable.Range(1, Draws).Any(draw => Bits[(draw * stride) - 1] >> (images % 8) != 0))
            yield return ("bits", "has a bit set behind the last image");
    }

    private static int StrideOf(int images) => (images / 8) + (images % 8 == 0 ? 0 : 1);

    private static long CountBits(ReadOnlySpan<byte> bits)
    {
        var count = 0L;
        foreach (var b in bits)
            count += BitOperations.PopCount(b);
        return count;
    }

    private byte CountOf(int image)
    {
        var count = 0;
        for (var draw = 0; draw < Draws; draw++)
            count += IsCorrect(image, draw) ? 1 : 0;
        return (byte)count;
    }
}
