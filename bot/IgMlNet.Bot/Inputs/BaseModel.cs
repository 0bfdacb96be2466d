using IgMlNet.Reporting;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using TorchSharp;

namespace IgMlNet.Bot.Inputs;

/// <summary>A base model from a checkpoint.</summary>
/// <param name="Classifier">The model; its owner disposes of it.</param>
/// <param name="Name">The file's name, without its folder.</param>
/// <param name="DisplayName">The architecture and base width, e.g. <c>ResNet-18 of width 16</c>.</param>
internal sealed record BaseModel(Classifier Classifier, string Name, string DisplayName)
{
    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="architecture">What it holds; null to recognise it.</param>
    /// <param name="images">Images that the model is for.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, is not recognised, or is of other images.</exception>
    public static BaseModel Load(
        string path, Architecture? architecture, LabeledImages images, torch.Device device, CancellationToken cancellationToken)
    {
        var weights = CheckpointReader.Read(path, options: null, cancellationToken).Unwrapped();
        var shapes = weights.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape.ToArray(), StringComparer.Ordinal);
        var size = (images.Shape.Height, images.Shape.Width);
        IReadOnlyList<Architecture> candidates = architecture is null ? Architecture.All : [architecture];
        var (found, dimensions) = candidates
            .Select(candidate => (Architecture: candidate, Dimensions: candidate.Recognize(shapes, size)))
            .FirstOrDefault(candidate => candidate.Dimensions is not null);
        if (dimensions is null)
        {
            throw new InputException(
                path,
                architecture is null ? "holds weights of no architecture known here" : $"does not hold weights of {architecture.Id}",
                architecture is null
                    ? $"Known are {string.Join(", ", Architecture.All.Select(a => a.Id))}"
                    : "Leave --model out to have the architecture recognised");
        }

        if (dimensions.Input.Channels != images.Shape.Channels || dimensions.ClassCount != images.ClassNames.Count)
        {
            throw new InputException(
                path,
                FormattableString.Invariant($"takes images of {dimensions.Input.Channels} channels in {dimensions.ClassCount} classes; ") +
                FormattableString.Invariant($"those of {images.Name} have {images.Shape.Channels} in {images.ClassNames.Count}"),
                "Give the data set that the model was trained on by --dataset");
        }

        var network = found.Create(dimensions, new RandomSeed(0));
        try
        {
            NetworkWeights.Load(network, weights, path);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return new BaseModel(
            new Classifier(network, device),
            Path.GetFileName(path),
            FormattableString.Invariant($"{found.DisplayName} of width {dimensions.BaseWidth}"));
    }
}
