using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Cards;
using TorchSharp;

namespace IgMlNet.Bot.Plans;

/// <summary>A base model of a plan.</summary>
internal sealed record PlanModel
{
    /// <summary>The weights' file; null for the model that comes with the data set.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The architecture's identifier; null to recognise it.</summary>
    public string? Architecture { get; init; }

    /// <summary>The layer that is ranked and masked; null for that of a ranking's file, else the last one.</summary>
    public string? Layer { get; init; }

    /// <summary>What <see cref="Architecture"/> names; null where it is to be recognised.</summary>
    /// <exception cref="InputException">It names nothing.</exception>
    public PublishedModel? Published => Architecture is { } id ? PublishedModel.Find(id) : null;

    /// <summary>Reads the model.</summary>
    /// <exception cref="InputException">There is none, the file is damaged, or it does not go with the images.</exception>
    public BaseModel Load(PlanImages images, torch.Device device, CancellationToken cancellationToken) =>
        BaseModel.Load(Checkpoint ?? ModelOptions.Bundled(images.Source), Published, images.Images, device, cancellationToken);
}
