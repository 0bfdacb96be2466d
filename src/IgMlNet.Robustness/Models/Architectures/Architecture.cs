using IgMlNet.IO;
using IgMlNet.Robustness.Models.Architectures.CifarResNets;
using IgMlNet.Robustness.Models.Architectures.ImageNetResNets;
using IgMlNet.Robustness.Models.Architectures.PreActResNets;
using IgMlNet.Robustness.Models.Architectures.WideResNets;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>A family of networks that checkpoints of one naming scheme fit, e.g. <c>resnet18</c>.</summary>
public abstract class Architecture
{
    private readonly Lazy<EntryTable> _entries;

    /// <summary>Starts an architecture.</summary>
    protected Architecture()
    {
        _entries = new Lazy<EntryTable>(() => new EntryTable(this));
    }

    /// <summary>
    /// All architectures. Where several have state dicts of the same names and shapes, the one that published checkpoints are of
    /// comes first and is taken where none is named.
    /// </summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        CifarResNetArchitecture.ResNet18,
        CifarResNetArchitecture.ResNet34,
        CifarResNetArchitecture.ResNet50,
        PreActResNetArchitecture.PreActResNet18,
        PreActResNetArchitecture.PreActResNet18V2Norm,
        PreActResNetArchitecture.PreActResNet18V2,
        PreActResNetArchitecture.PreActResNet18Norm,
        WideResNetArchitecture.WideResNet28X10,
        WideResNetArchitecture.WideResNet34X10,
        WideResNetArchitecture.WideResNet34X20,
        WideResNetArchitecture.WideResNet70X16,
        ImageNetResNetArchitecture.ResNet18,
        ImageNetResNetArchitecture.ResNet50,
        ImageNetResNetArchitecture.WideResNet50X2,
    ];

    /// <summary>The identifier that commands and files use, e.g. <c>resnet18</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name as papers write it, e.g. <c>ResNet-18</c>.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Title and venue of the paper that the architecture comes from.</summary>
    public abstract string Paper { get; }

    /// <summary>Channels of the first convolution as published.</summary>
    public virtual int PublishedWidth => 64;

    /// <summary>The first convolution's name: its weights [width, channels, …] tell the base width and the images' channels.</summary>
    protected internal virtual string Stem => "conv1";

    /// <summary>The linear head's name: its weights [K, …] tell the number of classes.</summary>
    protected internal virtual string Head => "linear";

    /// <summary>The architecture of the given identifier; capitals and hyphens do not matter.</summary>
    /// <exception cref="InputException">There is none; the message lists those there are.</exception>
    public static Architecture Find(string id) => TryFind(id)
        ?? throw new InputException(
            $"architecture '{id}'", "is not known", $"Choose one of {string.Join(", ", All.Select(a => a.Id))}");

    /// <summary>The architecture of the given identifier; null where there is none. Capitals and hyphens do not matter.</summary>
    public static Architecture? TryFind(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return All.FirstOrDefault(a => string.Equals(Plain(a.Id), Plain(id), StringComparison.OrdinalIgnoreCase));

        static string Plain(string text) => text.Replace("-", "", StringComparison.Ordinal);
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

    /// <summary>
    /// The dimensions that a state dict's entries tell, or null where it is not of this architecture: where an entry is missing,
    /// unexpected or of another shape. Counters of batches may be absent.
    /// </summary>
    /// <param name="shapes">Names and shapes of the state dict's entries, as <see cref="Checkpoints.StateDict.Unwrapped"/> names them.</param>
    /// <param name="imageSize">Height and width of the images, which no entry tells.</param>
    public virtual NetworkDimensions? Recognize(IReadOnlyDictionary<string, long[]> shapes, (int Height, int Width) imageSize)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return Dimensions(shapes, imageSize) is { } dimensions && _entries.Value.Compare(dimensions, shapes).IsNone
            ? dimensions
            : null;
    }

    /// <summary>
    /// Whether published checkpoints of this architecture may have an entry that no forward pass uses, and that is left out when one
    /// is loaded.
    /// </summary>
    /// <param name="name">The entry's name.</param>
    public virtual bool IsUnused(string name) => false;

    /// <summary>Whether networks of the architecture have a module of a name, e.g. <c>layer1</c>.</summary>
    internal bool HasModule(string name) => _entries.Value.Modules.Contains(name);

    /// <summary>How the entries of a state dict differ from this architecture's, as far as the state dict tells the dimensions.</summary>
    internal EntryDifferences Compare(IReadOnlyDictionary<string, long[]> shapes)
    {
        var assumed = new NetworkDimensions { Input = new ImageShape(3, 32, 32), ClassCount = 10, BaseWidth = PublishedWidth };
        return _entries.Value.Compare(Dimensions(shapes, (32, 32)) ?? assumed, shapes);
    }

    /// <summary>Builds the modules and stages; weights are set by the caller.</summary>
    protected internal abstract StagedNetwork Build(NetworkDimensions dimensions);

    private NetworkDimensions? Dimensions(IReadOnlyDictionary<string, long[]> shapes, (int Height, int Width) imageSize) =>
        shapes.GetValueOrDefault($"{Stem}.weight") is [>= 1 and <= 4096 and var width, >= 1 and <= 4096 and var channels, ..]
        && shapes.GetValueOrDefault($"{Head}.weight") is [>= 2 and <= 1_000_000 and var classes, ..]
            ? new NetworkDimensions
            {
                Input = new ImageShape((int)channels, imageSize.Height, imageSize.Width),
                ClassCount = (int)classes,
                BaseWidth = (int)width,
                Normalization = shapes.ContainsKey(StagedNetwork.MeanName) && shapes.ContainsKey(StagedNetwork.DeviationName)
                    ? InputNormalization.ByChannel
                    : InputNormalization.None,
            }
            : null;
}
