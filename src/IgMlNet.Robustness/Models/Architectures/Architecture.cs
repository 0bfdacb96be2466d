using IgMlNet.Reporting;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>A family of networks that checkpoints of one naming scheme fit, e.g. <c>resnet18</c>.</summary>
public abstract class Architecture
{
    /// <summary>All architectures, by identifier.</summary>
    public static IReadOnlyList<Architecture> All { get; } = [new ResNet18(), new ResNet34(), new ResNet50()];

    /// <summary>The identifier that commands and files use, e.g. <c>resnet18</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name as papers write it, e.g. <c>ResNet-18</c>.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Title and venue of the paper that the architecture comes from.</summary>
    public abstract string Paper { get; }

    /// <summary>The architecture of the given identifier; capitals and hyphens do not matter.</summary>
    /// <exception cref="InputException">There is none; the message lists those there are.</exception>
    public static Architecture Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var wanted = id.Replace("-", "", StringComparison.Ordinal);
        return All.FirstOrDefault(a => string.Equals(a.Id, wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException(
                $"architecture '{id}'", "is not known", $"Choose one of {string.Join(", ", All.Select(a => a.Id))}");
    }

    /// <summary>Makes a freshly initialised network; its weights depend on the seed alone.</summary>
    /// <param name="dimensions">Input shape, class count and base width.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public StagedNetwork Create(NetworkDimensions dimensions, RandomSeed seed)
    {
        ArgumentNullException.ThrowIfNull(dimensions);

        // Constructors of modules draw from the process-wide generator; it is left as it was found.
        using var before = random.get_rng_state();
        try
        {
            var network = Build(dimensions);
            Initialization.HeNormal(network, seed);
            return network;
        }
        finally
        {
            random.set_rng_state(before);
        }
    }

    /// <summary>The dimensions that a state dict's entries tell, or null where it is not of this architecture.</summary>
    /// <param name="shapes">Names and shapes of the state dict's entries.</param>
    /// <param name="imageSize">Height and width of the images, which no entry tells.</param>
    public abstract NetworkDimensions? Recognize(IReadOnlyDictionary<string, long[]> shapes, (int Height, int Width) imageSize);

    /// <summary>Builds the modules and stages; weights are set by the caller.</summary>
    protected abstract StagedNetwork Build(NetworkDimensions dimensions);
}
