namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>What keeps a state dict from being one of a network: entries missing, unexpected or of another shape.</summary>
internal sealed class EntryDifferences
{
    private const int MostNames = 3;

    private readonly List<string> _missing;
    private readonly List<string> _unexpected;
    private readonly List<(string Name, long[] Shape, long[] Needed)> _misshapen;

    private EntryDifferences(
        List<string> missing, List<string> unexpected, List<(string Name, long[] Shape, long[] Needed)> misshapen, int common)
    {
        (_missing, _unexpected, _misshapen) = (missing, unexpected, misshapen);
        Likeness = (double)common / Math.Max(1, common + missing.Count + unexpected.Count);
    }

    /// <summary>Whether there are none.</summary>
    public bool IsNone => _missing.Count == 0 && _unexpected.Count == 0 && _misshapen.Count == 0;

    /// <summary>Whether an entry is missing that is the end of a name.</summary>
    public bool IsMissing(string name) => _missing.Exists(
        missing => name == missing || name.EndsWith("." + missing, StringComparison.Ordinal));

    /// <summary>The share of entries that both have by name, in [0,1].</summary>
    public double Likeness { get; }

    /// <summary>Entries that are in both but have another shape.</summary>
    public int MisshapenCount => _misshapen.Count;

    /// <summary>The one entry that is at fault; null where there are several.</summary>
    public string? Place => _missing.Count + _unexpected.Count == 0 && _misshapen is [var (name, _, _)] ? name : null;

    /// <summary>Compares; counters of batches may be absent and are never unexpected.</summary>
    public static EntryDifferences Between(
        IReadOnlyDictionary<string, long[]> expected, IReadOnlyDictionary<string, long[]> actual)
    {
        var missing = expected.Keys.Where(name => !actual.ContainsKey(name) && !NetworkWeights.IsCounter(name)).ToList();
        var unexpected = actual.Keys.Where(name => !expected.ContainsKey(name) && !NetworkWeights.IsCounter(name)).ToList();
        var misshapen = expected
            .Where(entry => actual.TryGetValue(entry.Key, out var shape) && !shape.AsSpan().SequenceEqual(entry.Value))
            .Select(entry => (entry.Key, actual[entry.Key], entry.Value))
            .ToList();
        var common = expected.Keys.Count(name => actual.ContainsKey(name) && !NetworkWeights.IsCounter(name));
        return new EntryDifferences(missing, unexpected, misshapen, common);
    }

    /// <summary>What is wrong, as the end of a sentence about the file.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (_missing.Count > 0)
            parts.Add($"lacks {List(_missing)}");
        if (_unexpected.Count > 0)
            parts.Add($"has unexpected entries {List(_unexpected)}");
        if (_misshapen.Count > 0)
        {
            parts.Add(string.Join(", ", _misshapen.Take(MostNames).Select(entry =>
                $"has shape {Text(entry.Shape)} where {Text(entry.Needed)} is needed" + (Place is null ? $" in {entry.Name}" : "")))
                + More(_misshapen.Count));
        }

        return string.Join("; ", parts);
    }

    private static string List(List<string> names) => string.Join(", ", names.Take(MostNames)) + More(names.Count);

    private static string More(int count) => count > MostNames ? FormattableString.Invariant($" and {count - MostNames} more") : "";

    private static string Text(long[] shape) => Checkpoints.TensorShape.Format(shape);
}
