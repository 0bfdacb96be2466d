using IgMlNet.IO;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// Finds the network in a state dict: the largest subset of its tensors that an architecture has exactly, under whatever prefix
/// (<c>module.</c>, <c>net.</c>, <c>backbone.encoder.</c>), next to whatever else a training script keeps: criteria, metrics,
/// averaged copies, counters.
/// </summary>
internal static class NetworkSearch
{
    /// <summary>Prefixes that are tried: published checkpoints have one to four.</summary>
    private const int MostPrefixes = 64;

    /// <summary>Names of modules around a network that say nothing about what it is for.</summary>
    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "module", "_orig_mod", "model", "net", "network", "backbone", "encoder", "classifier", "base_model", "wrapped_model",
    };

    /// <summary>Entries within a network's modules that no forward pass uses: counters of batches, and those of the profiler thop.</summary>
    private static readonly HashSet<string> Counters = new(StringComparer.Ordinal) { "num_batches_tracked", "total_ops", "total_params" };

    /// <summary>
    /// The network by each architecture that has it, in the order of <see cref="Architecture.All"/>; none where no architecture has.
    /// </summary>
    /// <param name="source">The tensors.</param>
    /// <param name="wanted">What it must be of, whether it is registered or not; null for any.</param>
    /// <param name="imageSize">Height and width of the images, which no entry tells; null for those of published models.</param>
    /// <param name="normalization">The input normalization; null for that of the file.</param>
    /// <exception cref="InputException">There are several networks or normalizations, and nothing says which is meant.</exception>
    public static IReadOnlyList<NetworkFit> Fits(
        NetworkSource source, Architecture? wanted, (int Height, int Width)? imageSize, ChannelNormalization? normalization)
    {
        var tensors = source.Tensors;
        var candidates = With(wanted);
        var fits = Prefixes(tensors, candidates, (hasStem, hasHead) => hasStem && hasHead)
            .SelectMany(prefix => candidates.Select(architecture => Fit(tensors, prefix, architecture, imageSize)))
            .OfType<NetworkFit>()
            .GroupBy(fit => fit.Prefix, StringComparer.Ordinal)
            .Select(group => group.Where(fit => fit.Weights.Count == group.Max(other => other.Weights.Count)).ToList())
            .ToList();
        var usual = fits.FindAll(group => IsUsual(group[0].Prefix));
        var chosen = usual.Count > 0 ? usual : fits;
        chosen = chosen.FindAll(group => Depth(group[0].Prefix) == chosen.Min(other => Depth(other[0].Prefix)));
        if (chosen.Count > 1)
        {
            throw new InputException(
                source.Name,
                $"holds several networks: {string.Join(", ", chosen.Select(group => $"'{group[0].Prefix.TrimEnd('.')}'"))}",
                $"Save the right one in a file of its own, or choose it as the entry, e.g. --entry {chosen[0][0].Prefix.TrimEnd('.')}");
        }

        return chosen is [var found] ? found.ConvertAll(fit => Completed(source, fit, normalization)) : [];
    }

    /// <summary>How the state dict differs from an architecture, where it is most like it.</summary>
    public static EntryDifferences Differences(StateDict tensors, Architecture architecture) =>
        Prefixes(tensors, With(architecture), (hasStem, hasHead) => hasStem || hasHead)
            .DefaultIfEmpty("")
            .Select(prefix => architecture.Compare(Own(tensors, prefix, architecture).Shapes()))
            .OrderByDescending(differences => differences.IsNone)
            .ThenByDescending(differences => differences.Likeness)
            .ThenBy(differences => differences.MisshapenCount)
            .First();

    /// <summary>All architectures, and one that need not be registered.</summary>
    private static IReadOnlyList<Architecture> With(Architecture? wanted) =>
        wanted is null || Architecture.All.Contains(wanted) ? Architecture.All : [.. Architecture.All, wanted];

    private static NetworkFit? Fit(StateDict tensors, string prefix, Architecture architecture, (int Height, int Width)? imageSize)
    {
        if (!tensors.TryGet($"{prefix}{architecture.Stem}.weight", out _) || !tensors.TryGet($"{prefix}{architecture.Head}.weight", out _))
            return null;
        var own = Own(tensors, prefix, architecture);
        return architecture.Recognize(own.Shapes(), imageSize ?? architecture.PublishedSize) is { } dimensions
            ? new NetworkFit(architecture, dimensions, prefix, own)
            : null;
    }

    /// <summary>The tensors in the modules that an architecture has, under their names there.</summary>
    private static StateDict Own(StateDict tensors, string prefix, Architecture architecture) => new(
        tensors
            .Where(tensor => tensor.Name.Length > prefix.Length && tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(tensor => tensor.Renamed(tensor.Name[prefix.Length..]))
            .Where(tensor => architecture.HasModule(FirstPart(tensor.Name))
                && !architecture.IsUnused(tensor.Name)
                && (!Counters.Contains(LastPart(tensor.Name)) || (NetworkWeights.IsCounter(tensor.Name) && tensor.Shape.Length == 0))),
        tensors.Metadata);

    private static NetworkFit Completed(NetworkSource source, NetworkFit fit, ChannelNormalization? given)
    {
        var found = given is null ? NormalizationSearch.Find(source, fit.Prefix, fit.Dimensions.Input.Channels) : null;
        var used = fit.Weights.Names.Select(name => fit.Prefix + name).ToHashSet(StringComparer.Ordinal);
        if (found is not null)
            used.UnionWith([found.MeanName, found.DeviationName]);
        return fit with
        {
            Normalization = given ?? found?.Normalization ?? ChannelNormalization.None,
            LeftAside =
            [
                .. source.Tensors.Names.Where(name => !used.Contains(name) && !NetworkWeights.IsCounter(name)),
                .. source.Skipped.Select(entry => entry.Name),
            ],
        };
    }

    /// <summary>What stands before the name of a stem's weights, a head's, or both, shallow ones first.</summary>
    private static IEnumerable<string> Prefixes(
        StateDict tensors, IReadOnlyList<Architecture> candidates, Func<bool, bool, bool> isWanted)
    {
        var stems = candidates.Select(architecture => $"{architecture.Stem}.weight").Distinct(StringComparer.Ordinal).ToArray();
        var heads = candidates.Select(architecture => $"{architecture.Head}.weight").Distinct(StringComparer.Ordinal).ToArray();
        return tensors.Names
            .SelectMany(name => stems.Concat(heads).Where(end => EndsWithPart(name, end)).Select(end => name[..^end.Length]))
            .Distinct(StringComparer.Ordinal)
            .Where(prefix => isWanted(Has(prefix, stems), Has(prefix, heads)))
            .OrderBy(Depth)
            .Take(MostPrefixes);

        bool Has(string prefix, string[] ends) => Array.Exists(ends, end => tensors.TryGet(prefix + end, out _));
    }

    private static bool EndsWithPart(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal) && (name.Length == end.Length || name[^(end.Length + 1)] == '.');

    private static bool IsUsual(string prefix) => prefix.Split('.', StringSplitOptions.RemoveEmptyEntries).All(Wrappers.Contains);

    private static int Depth(string prefix) => prefix.Count(c => c == '.');

    private static string FirstPart(string name) => name.Split('.', 2)[0];

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
