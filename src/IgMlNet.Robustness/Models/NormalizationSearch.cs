using IgMlNet.IO;

namespace IgMlNet.Robustness.Models;

/// <summary>
/// Finds means and standard deviations of a network's input: buffers of the network itself, of a module around it, or of a module
/// before it in such a module (<c>normalize.mean</c>, <c>normalizer.new_mean</c>, <c>0.mean</c> before <c>1.conv1.weight</c>).
/// </summary>
internal static class NormalizationSearch
{
    private static readonly (string Mean, string Deviation)[] Names =
    [
        (StagedNetwork.MeanName, StagedNetwork.DeviationName), ("mean", "std"), ("new_mean", "new_std"),
    ];

    /// <summary>Parts of the names that modules which normalize images have.</summary>
    private static readonly string[] ModuleNames = ["norm", "preprocess", "transform", "standardi"];

    /// <summary>The normalization nearest to the network; null where there is none.</summary>
    /// <param name="source">The tensors.</param>
    /// <param name="prefix">What stands before the network's names.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <exception cref="InputException">There are several, equally near.</exception>
    public static FoundNormalization? Find(NetworkSource source, string prefix, int channels)
    {
        var all = All(source, channels).ToList();
        var parts = prefix.Split('.', StringSplitOptions.RemoveEmptyEntries);
        for (var depth = parts.Length; depth >= 0; depth--)
        {
            var around = string.Concat(parts.Take(depth).Select(part => part + "."));
            var next = depth < parts.Length ? parts[depth] : "";
            var near = all.FindAll(found => IsBefore(found.Module, around, next));
            if (near.Count > 1)
            {
                throw new InputException(
                    source.Name,
                    $"holds several input normalizations: {string.Join(", ", near.Select(found => $"'{found.Normalization.MeanName}'"))}",
                    "Save the network without the wrong one, or give the right one (ClassifierFileOptions.Normalization)");
            }

            if (near is [var only])
                return only.Normalization;
        }

        return null;
    }

    /// <summary>Every pair of a mean and a deviation for each channel, and the module that has them.</summary>
    private static IEnumerable<(string Module, FoundNormalization Normalization)> All(NetworkSource source, int channels)
    {
        foreach (var mean in source.Tensors.Where(tensor => tensor.ElementCount == channels))
        {
            var module = mean.Name[..(mean.Name.LastIndexOf('.') + 1)];
            var names = Array.Find(Names, pair => pair.Mean == mean.Name[module.Length..]);
            if (names.Mean is null || !source.Tensors.TryGet(module + names.Deviation, out var deviation) || deviation.ElementCount != channels)
                continue;
            var (means, deviations) = (mean.ToFloat32Array(), deviation.ToFloat32Array());
            if (!means.All(float.IsFinite) || !deviations.All(value => float.IsFinite(value) && value > 0))
            {
                throw new InputException(
                    source.Name, "its input normalization has a mean that is not finite or a deviation that is not positive",
                    "Use an undamaged checkpoint, or give the normalization (ClassifierFileOptions.Normalization)", mean.Name);
            }

            yield return (module, new FoundNormalization(
                new ChannelNormalization { Mean = means, Deviation = deviations }, mean.Name, deviation.Name));
        }
    }

    /// <summary>Whether a module is the one around a network, or comes before the network in it.</summary>
    private static bool IsBefore(string module, string around, string next)
    {
        if (!module.StartsWith(around, StringComparison.Ordinal))
            return false;
        var name = module[around.Length..].TrimEnd('.');
        if (name.Length == 0)
            return true;
        if (name.Contains('.', StringComparison.Ordinal))
            return false;
        return int.TryParse(name, out var index)
            ? int.TryParse(next, out var place) && index < place
            : Array.Exists(ModuleNames, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
    }
}
