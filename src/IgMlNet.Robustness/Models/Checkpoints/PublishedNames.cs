namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// Takes away what training scripts and libraries put around the names of a bare network, and calls input normalisation by the
/// names that networks here have for it.
/// </summary>
internal static class PublishedNames
{
    /// <summary>
    /// What stands before every name: DataParallel's, <c>torch.compile</c>'s, and that of a network behind a normalising module.
    /// </summary>
    private static readonly string[] WrapperPrefixes = ["module.", "_orig_mod.", "model."];

    /// <summary>The attacker that MIT's robustness library saves beside the model: a second copy of all of it.</summary>
    private const string AttackerPrefix = "attacker.";

    /// <summary>Means and standard deviations: as buffers of the network, of RobustBench's module, of the robustness library's.</summary>
    private static readonly (string Mean, string Deviation)[] NormalizationNames =
    [
        (StagedNetwork.MeanName, StagedNetwork.DeviationName),
        ("mean", "std"),
        ("normalize.mean", "normalize.std"),
        ("normalizer.new_mean", "normalizer.new_std"),
    ];

    /// <summary>The tensors under the bare network's names, in their order.</summary>
    public static IReadOnlyList<CheckpointTensor> Bare(IReadOnlyList<CheckpointTensor> tensors)
    {
        var named = tensors.Select(tensor => (Tensor: tensor, tensor.Name)).ToList();
        while (true)
        {
            if (Array.Find(WrapperPrefixes, prefix => Wraps(prefix, named)) is { } prefix)
            {
                named = named.ConvertAll(entry => (
                    entry.Tensor,
                    entry.Name.StartsWith(prefix, StringComparison.Ordinal) ? entry.Name[prefix.Length..] : entry.Name));
            }
            else if (named.Exists(IsAttackers) && named.TrueForAll(entry => IsAttackers(entry) || IsModels(entry)))
            {
                named.RemoveAll(IsAttackers);
            }
            else
            {
                break;
            }
        }

        NameNormalization(named);
        return named.Exists(entry => !ReferenceEquals(entry.Name, entry.Tensor.Name)) || named.Count != tensors.Count
            ? named.ConvertAll(entry => IsNormalization(entry.Name)
                ? entry.Tensor.As(entry.Name, [1, entry.Tensor.ElementCount, 1, 1])
                : entry.Tensor.Renamed(entry.Name))
            : tensors;

        static bool IsAttackers((CheckpointTensor Tensor, string Name) entry) =>
            entry.Name.StartsWith(AttackerPrefix, StringComparison.Ordinal);

        static bool IsModels((CheckpointTensor Tensor, string Name) entry) =>
            entry.Name.StartsWith("model.", StringComparison.Ordinal) || IsNormalization(entry.Name);
    }

    /// <summary>Whether every name that does not tell of normalisation begins with a prefix and goes on behind it.</summary>
    private static bool Wraps(string prefix, List<(CheckpointTensor Tensor, string Name)> named)
    {
        var any = false;
        foreach (var (_, name) in named)
        {
            if (name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal))
                any = true;
            else if (!IsNormalization(name))
                return false;
        }

        return any;
    }

    private static bool IsNormalization(string name) =>
        Array.Exists(NormalizationNames, names => name == names.Mean || name == names.Deviation);

    private static void NameNormalization(List<(CheckpointTensor Tensor, string Name)> named)
    {
        foreach (var (mean, deviation) in NormalizationNames)
        {
            var (at, other) = (named.FindIndex(entry => entry.Name == mean), named.FindIndex(entry => entry.Name == deviation));
            if (at < 0 || other < 0)
                continue;
            named[at] = (named[at].Tensor, StagedNetwork.MeanName);
            named[other] = (named[other].Tensor, StagedNetwork.DeviationName);
            return;
        }
    }
}
