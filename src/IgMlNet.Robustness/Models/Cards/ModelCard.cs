using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models.Architectures;

namespace IgMlNet.Robustness.Models.Cards;

/// <summary>
/// What is known of a base model that others have published: where its file comes from, what is in it, how its images are prepared,
/// how robust it is said to be, and how the paper defended it. What no source states is null.
/// </summary>
/// <remarks>One JSON file each in <c>Models/Cards</c>; see <see cref="ModelCards"/>.</remarks>
public sealed record ModelCard
{
    /// <summary>The version of the JSON form.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of the JSON form that the card is in.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>RobustBench's identifier where it lists the model; else one in its manner. Unique with <see cref="Dataset"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The data set that the model classifies: <c>cifar10</c>, <c>cifar100</c>, <c>imagenet</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>The training method as the paper calls it, e.g. <c>DAJAT</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The training method in a few words.</summary>
    public required string MethodDescription { get; init; }

    /// <summary>The publication that the model comes from.</summary>
    public required CardPaper Paper { get; init; }

    /// <summary>The identifier of the <see cref="Architectures.Architecture"/>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The number of classes K.</summary>
    public required int ClassCount { get; init; }

    /// <summary>
    /// The input normalisation that the publishers' code applies; used where the file does not hold it itself. Null for none.
    /// </summary>
    public required ChannelNormalization? Normalization { get; init; }

    /// <summary>The <see cref="ImagePreprocessing"/> that the accuracies hold for; null where images are taken as they are.</summary>
    public required string? Preprocessing { get; init; }

    /// <summary>Whether images beyond the data set were trained on.</summary>
    public required bool AdditionalData { get; init; }

    /// <summary>The threat model that it was evaluated under.</summary>
    public required CardThreatModel ThreatModel { get; init; }

    /// <summary>The accuracies that are reported of it; null where none are.</summary>
    public required CardAccuracies? Reported { get; init; }

    /// <summary>The paper's experiment with the model; null where it has none.</summary>
    public required CardExperiment? InterpretabilityGuided { get; init; }

    /// <summary>Where the file comes from.</summary>
    public required CardFile File { get; init; }

    /// <summary>Anything else that who uses the model should know; null for nothing.</summary>
    public required string? Notes { get; init; }

    /// <summary>Data set and identifier, e.g. <c>cifar10/Wong2020Fast</c>: the name that is always unambiguous.</summary>
    public string Name => $"{Dataset}/{Id}";

    /// <summary>The architecture.</summary>
    public Architecture FindArchitecture() => Architectures.Architecture.Find(Architecture);
}
