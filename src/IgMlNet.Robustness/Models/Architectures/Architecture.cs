using System.Collections.Immutable;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Architectures.CifarResNets;
using IgMlNet.Robustness.Models.Architectures.ImageNetResNets;
using IgMlNet.Robustness.Models.Architectures.PreActResNets;
using IgMlNet.Robustness.Models.Architectures.VisionTransformers;
using IgMlNet.Robustness.Models.Architectures.WideResNets;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Architectures;

/// <summary>A family of networks that checkpoints of one naming scheme fit, e.g. <c>resnet18</c>.</summary>
public abstract class Architecture
{
    private static readonly ImmutableArray<Architecture> BuiltIn =
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
        VisionTransformerArchitecture.Patch4,
    ];

    private static ImmutableArray<Architecture> _registered = [];

    private readonly EntryTable _entries;

    /// <summary>Starts an architecture.</summary>
    protected Architecture() => _entries = new EntryTable(this);

    /// <summary>
    /// All architectures, those of <see cref="Register"/> last. Where several have state dicts of the same names and shapes, the one
    /// that published checkpoints are of comes first and is taken where none is named.
    /// </summary>
    public static IReadOnlyList<Architecture> All => [.. BuiltIn, .. _registered];

    /// <summary>The identifier that commands and files use, e.g. <c>resnet18</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name as papers write it, e.g. <c>ResNet-18</c>.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Title and venue of the paper that the architecture comes from.</summary>
    public abstract string Paper { get; }

    /// <summary>Channels of the first convolution as published.</summary>
    public virtual int PublishedWidth => 64;

    /// <summary>Height and width of the images of published models. Default: 32×32.</summary>
    public virtual (int Height, int Width) PublishedSize => (32, 32);

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

    /// <summary>
    /// Adds a user-supplied architecture to <see cref="All"/>, so that checkpoints and saved pipelines with its networks can be loaded.
    /// Registering the same instance again has no effect.
    /// </summary>
    /// <param name="architecture">The architecture. Call this once when the application starts, before anything is loaded.</param>
    /// <exception cref="ArgumentException">
    /// Another architecture has its identifier, or it does not recognize the state dict of a network that it builds.
    /// </exception>
    public static void Register(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        architecture.RequireSelfRecognition();
        ImmutableInterlocked.Update(ref _registered, known =>
            known.Contains(architecture) ? known
            : TryFind(architecture.Id) is null ? known.Add(architecture)
            : throw new ArgumentException($"There is another architecture '{architecture.Id}'. Choose a different Id.", nameof(architecture)));
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
            network.Architecture = this;
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
        return Dimensions(shapes, imageSize) is { } dimensions && _entries.Compare(dimensions, shapes).IsNone
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
    internal bool HasModule(string name) => _entries.Modules.Contains(name);

    /// <summary>How the entries of a state dict differ from this architecture's, as far as the state dict tells the dimensions.</summary>
    internal EntryDifferences Compare(IReadOnlyDictionary<string, long[]> shapes)
    {
        var assumed = new NetworkDimensions
        {
            Input = new ImageShape(3, PublishedSize.Height, PublishedSize.Width),
            ClassCount = 10,
            BaseWidth = PublishedWidth,
        };
        return _entries.Compare(Dimensions(shapes, PublishedSize) ?? assumed, shapes);
    }

    /// <summary>Whether a network's weights tell the dimensions that it was made with, so that it can be loaded from them.</summary>
    /// <param name="classifier">The network.</param>
    public bool Recognizes(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return Recognize(classifier.WeightShapes(), (classifier.InputShape.Height, classifier.InputShape.Width)) == classifier.Dimensions;
    }

    /// <summary>Builds the modules and stages; weights are set by the caller.</summary>
    protected internal abstract StagedNetwork Build(NetworkDimensions dimensions);

    /// <summary>Whether the architecture is one of this library.</summary>
    internal bool IsBuiltIn => BuiltIn.Contains(this);

    private void RequireSelfRecognition()
    {
        var dimensions = new NetworkDimensions
        {
            Input = new ImageShape(3, PublishedSize.Height, PublishedSize.Width),
            ClassCount = 10,
            BaseWidth = PublishedWidth,
        };
        using var network = Create(dimensions, default);
        var shapes = NetworkWeights.Entries(network).ToDictionary(entry => entry.Name, entry => entry.Value.shape, StringComparer.Ordinal);
        if (Recognize(shapes, PublishedSize) != dimensions)
        {
            throw new ArgumentException(
                $"{GetType().Name} does not recognize the weights of its own network of 3 × {PublishedSize.Height} × {PublishedSize.Width} " +
                $"images, 10 classes and width {PublishedWidth}. Make Stem and Head name the first convolution and the linear head, set " +
                "PublishedWidth and PublishedSize to values that its weights have, or override Recognize.");
        }
    }

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
