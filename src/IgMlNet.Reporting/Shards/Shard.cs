using System.Globalization;

namespace IgMlNet.Reporting.Shards;

/// <summary>One of n parts of an evaluation: blocks of images are dealt out to the shards in turn.</summary>
public readonly record struct Shard
{
    /// <summary>The most shards that an evaluation can be cut into.</summary>
    public const int Most = 100_000;

    /// <summary>Names a shard.</summary>
    /// <param name="number">Which one, 1 to <paramref name="count"/>.</param>
    /// <param name="count">How many there are, 1 to <see cref="Most"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number out of range.</exception>
    public Shard(int number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        (Number, Count) = (number, count);
    }

    /// <summary>The whole evaluation as one shard.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Which one, 1 to <see cref="Count"/>.</summary>
    public int Number { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Reads <c>2/4</c>.</summary>
    /// <returns>The shard; null where the text names none.</returns>
    public static Shard? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= Most && number >= 1 && number <= count
            ? new Shard(number, count)
            : null;
    }

    /// <summary>Whether a block is this shard's.</summary>
    public bool Has(int block) => block % Count == Number - 1;

    /// <summary>This shard's blocks of so many, ascending.</summary>
    public IEnumerable<int> Blocks(int count)
    {
        for (var block = Number - 1; block < count; block += Count)
            yield return block;
    }

    /// <summary><c>2/4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
