using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Cards;
using TorchSharp;

namespace IgMlNet.Bot.Inputs;

/// <summary>A base model that was read from a checkpoint.</summary>
/// <param name="Classifier">The model; its owner disposes of it.</param>
/// <param name="Name">The file's name, without its folder.</param>
/// <param name="DisplayName">The published model if one was named, architecture and base width: <c>ResNet-18 of width 16</c>.</param>
internal sealed record OpenedModel(Classifier Classifier, string Name, string DisplayName)
{
    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">What it holds; null to recognise it.</param>
    /// <param name="options">What of the file makes the model.</param>
    /// <param name="images">Images that the model is for.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The file cannot be read, is not recognised, or is of other images.</exception>
    public static OpenedModel Load(
        string path, PublishedModel? model, ClassifierFileOptions options, LabeledImages images, torch.Device device, CancellationToken cancellationToken)
    {
        var size = (images.Shape.Height, images.Shape.Width);
        var classifier = ClassifierFile.Load(path, model, options, size, device, cancellationToken);
        var (channels, classes) = (classifier.InputShape.Channels, classifier.ClassCount);
        if (channels != images.Shape.Channels || classes != images.ClassNames.Count)
        {
            classifier.Dispose();
            throw new InputException(
                path,
                FormattableString.Invariant($"takes images of {channels} channels in {classes} classes; ") +
                FormattableString.Invariant($"those of {images.Name} have {images.Shape.Channels} in {images.ClassNames.Count}"),
                "Give the data set that the model was trained on by --dataset");
        }

        return new OpenedModel(
            classifier,
            Path.GetFileName(path),
            (model?.Card is { } card ? card.Name + ", " : "") + FormattableString.Invariant(
                $"{Architecture.Find(classifier.Name).DisplayName} of width {classifier.Dimensions.BaseWidth}"));
    }
}
