using System.Collections.Concurrent;

namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>
/// Names and shapes of an architecture's state dict for any dimensions, without making a network of that width: every extent is
/// a + b·width, read off two narrow networks for images of the size; channels of the images and classes stand at known places.
/// </summary>
internal sealed class EntryTable
{
    private readonly Architecture _architecture;
    private readonly ConcurrentDictionary<(int Height, int Width), Lazy<OrderedDictionary<string, Extent[]>>> _bySize = new();
    private readonly Lazy<HashSet<string>> _modules;

    public EntryTable(Architecture architecture)
    {
        _architecture = architecture;
        _modules = new Lazy<HashSet<string>>(() => Extents(architecture.PublishedSize).Keys
            .Select(name => name.Split('.', 2)[0]).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The names of the modules that the entries are in, without those within them.</summary>
    public IReadOnlySet<string> Modules => _modules.Value;

    /// <summary>How the entries of a state dict differ from those of a network of given dimensions.</summary>
    public EntryDifferences Compare(NetworkDimensions dimensions, IReadOnlyDictionary<string, long[]> shapes)
    {
        var expected = InOrder(Extents((dimensions.Input.Height, dimensions.Input.Width)), entry =>
            Array.ConvertAll(entry.Value, extent => extent.Constant + (extent.Slope * dimensions.BaseWidth)));
        expected[$"{_architecture.Stem}.weight"][1] = dimensions.Input.Channels;
        expected[$"{_architecture.Head}.weight"][0] = dimensions.ClassCount;
        if (expected.TryGetValue($"{_architecture.Head}.bias", out var bias))
            bias[0] = dimensions.ClassCount;
        if (dimensions.Normalization == InputNormalization.ByChannel)
        {
            expected[StagedNetwork.MeanName] = [1, dimensions.Input.Channels, 1, 1];
            expected[StagedNetwork.DeviationName] = [1, dimensions.Input.Channels, 1, 1];
        }

        return EntryDifferences.Between(expected, shapes);
    }

    /// <summary>Other values under the same names, in the state dict's order, in which messages name them.</summary>
    private static OrderedDictionary<string, TTo> InOrder<TFrom, TTo>(
        IReadOnlyDictionary<string, TFrom> entries, Func<KeyValuePair<string, TFrom>, TTo> convert) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, convert(entry))), StringComparer.Ordinal);

    private OrderedDictionary<string, Extent[]> Extents((int Height, int Width) imageSize) => _bySize.GetOrAdd(
        imageSize,
        size => new Lazy<OrderedDictionary<string, Extent[]>>(() =>
        {
            var (narrow, wide) = (Shapes(size, width: 1), Shapes(size, width: 2));
            return InOrder(narrow, entry => entry.Value.Zip(
                wide[entry.Key], (at1, at2) => new Extent((2 * at1) - at2, at2 - at1)).ToArray());
        })).Value;

    private OrderedDictionary<string, long[]> Shapes((int Height, int Width) size, int width)
    {
        var dimensions = new NetworkDimensions { Input = new ImageShape(3, size.Height, size.Width), ClassCount = 2, BaseWidth = width };
        using var network = _architecture.Create(dimensions, default);
        return new OrderedDictionary<string, long[]>(
            NetworkWeights.Entries(network).Select(entry => KeyValuePair.Create(entry.Name, entry.Value.shape)), StringComparer.Ordinal);
    }

    /// <summary>An extent of a shape, linear in the base width.</summary>
    private readonly record struct Extent(long Constant, long Slope);
}
