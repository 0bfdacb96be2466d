using System.CommandLine;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Plans;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Cards;
using TorchSharp;

namespace IgMlNet.Bot.Options;

/// <summary>The base model: <c>--checkpoint</c>, <c>--model</c> and <c>--layer</c>.</summary>
internal sealed class ModelOptions
{
    private const string LayerName = "--layer";

    private readonly IgmlOption<string?> _checkpoint = new(
        "--checkpoint", "file",
        "The base model's weights: PyTorch (.pt, .pth, .tar; no code in it is run), safetensors (a file, or the .index.json of several) " +
        "or TorchSharp (.dat).",
        null, OptionText.OptionalPath("--checkpoint"))
    { DefaultText = "the model bundled with the data set", IsPath = true };

    private readonly IgmlOption<PublishedModel?> _model = new(
        "--model", "name",
        "What the checkpoint holds: a published model such as cifar10/Wong2020Fast, whose input normalisation is then known; an " +
        "architecture such as resnet18 or wideresnet34-10 ('igml models' lists both); or auto to recognise it by the checkpoint.",
        null, text => string.Equals(text, "auto", StringComparison.OrdinalIgnoreCase) ? null : PublishedModel.Find(text))
    { DefaultText = "auto" };

    private readonly IgmlOption<string?> _layer = new(
        LayerName, "name",
        "The layer whose neurons are ranked and masked, such as layer3 or layer4 of a ResNet.",
        null, text => text)
    { DefaultText = "the last one" };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_checkpoint, _model, _layer];

    /// <summary>The preprocessing that the card of the named model asks for; null where none does.</summary>
    public ImagePreprocessing? Preprocessing(ParseResult arguments) =>
        arguments.GetValue(_model)?.Card?.Preprocessing is { } name ? ImagePreprocessing.Parse(name) : null;

    /// <summary>Reads the base model that goes with some images.</summary>
    /// <exception cref="InputException">There is none, the file is damaged, or it does not go with the images.</exception>
    public BaseModel Load(
        ParseResult arguments,
        DatasetSource dataset,
        LabeledImages images,
        torch.Device device,
        CancellationToken cancellationToken) =>
        BaseModel.Load(
            arguments.GetValue(_checkpoint) ?? Bundled(dataset), arguments.GetValue(_model), images, device, cancellationToken);

    /// <summary>The layer that was named; the last one of the model where none was.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="classifier">The base model.</param>
    /// <param name="otherwise">The layer where none was named; null for the last one.</param>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public NeuronLayer Layer(ParseResult arguments, Classifier classifier, string? otherwise = null) =>
        LayerOf(classifier, arguments.GetValue(_layer) ?? otherwise);

    /// <summary>A model's layer of a name; its last one where there is no name.</summary>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public static NeuronLayer LayerOf(Classifier classifier, string? name) => name is null
        ? classifier.PenultimateLayer
        : classifier.NeuronLayers.FirstOrDefault(layer => string.Equals(layer.Name, name, StringComparison.Ordinal))
            ?? throw new InputException(
                LayerName,
                $"{classifier.Name} has no neuron layer '{name}'",
                $"Choose one of {string.Join(", ", classifier.NeuronLayers.Select(layer => layer.Name))}");

    /// <summary>The base model that the command line names.</summary>
    public PlanModel Plan(ParseResult arguments) => new()
    {
        Checkpoint = arguments.GetValue(_checkpoint),
        Architecture = arguments.GetValue(_model)?.Id,
        Layer = arguments.GetValue(_layer),
    };

    /// <summary>The file of the model that comes with a data set.</summary>
    /// <exception cref="InputException">None does.</exception>
    public static string Bundled(DatasetSource dataset) => dataset.Manifest?.Model?.Weights.VerifiedPath(dataset.Manifest.Folder)
        ?? throw new InputException(
            "--checkpoint",
            $"no model comes with {dataset.Name}",
            "Give a checkpoint, or make one with 'igml train'");
}
