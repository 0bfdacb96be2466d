using System.Globalization;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Arithmetic on shapes that come from outside: nothing here overflows.</summary>
internal static class TensorShape
{
    /// <summary>What is wrong with a shape, as the end of a sentence; null where nothing is.</summary>
    public static string? Problem(ReadOnlySpan<long> shape)
    {
        if (shape.Length > CheckpointLimits.Dimensions)
            return $"has {shape.Length} dimensions, more than {CheckpointLimits.Dimensions}";
        foreach (var size in shape)
        {
            if (size < 0)
                return "has a negative dimension";
        }

        return ElementCount(shape) > long.MaxValue ? "has more elements than can be counted" : null;
    }

    /// <summary>The product of the dimensions, which are not negative; anything above 2^63 counts as 2^63.</summary>
    public static UInt128 ElementCount(ReadOnlySpan<long> shape)
    {
        if (shape.Contains(0))
            return 0;
        var count = UInt128.One;
        foreach (var size in shape)
            count = UInt128.Min(count * (ulong)size, 1UL << 63);
        return count;
    }

    public static string Format(ReadOnlySpan<long> shape)
    {
        const int shown = 8;
        var sizes = new List<string>();
        foreach (var size in shape[..Math.Min(shape.Length, shown)])
            sizes.Add(size.ToString(CultureInfo.InvariantCulture));
        return $"[{string.Join(", ", sizes)}{(shape.Length > shown ? ", …" : "")}]";
    }
}
