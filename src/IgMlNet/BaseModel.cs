using IgMlNet.Interop;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Cards;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet;

/// <summary>
/// The trained network f = h ∘ A to defend: a checkpoint of a known architecture, or a <see cref="Classifier"/> that the
/// application has already.
/// </summary>
public sealed class BaseModel
{
    private readonly Func<DeviceChoice, OpenedModel> _open;

    private BaseModel(Func<DeviceChoice, OpenedModel> open, IReadOnlyList<string>? classNames)
    {
        if (classNames is not null && classNames.Distinct(StringComparer.Ordinal).Count() != classNames.Count)
            throw new ArgumentException("Two classes have the same name.", nameof(classNames));
        _open = open;
        ClassNames = classNames is null ? null : Array.AsReadOnly(classNames.ToArray());
    }

    /// <summary>
    /// The names of the classes in the order of the model's logits. A label column whose values are texts is matched by them:
    /// its keys are numbered in the order in which <c>MapValueToKey</c> met them, which is not the model's. Null where they are not
    /// known; labels must then be the numbers 0 … K−1, or keys without values.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>A checkpoint: PyTorch's <c>.pt</c> or safetensors. It is read whenever a pipeline is fitted.</summary>
    /// <param name="architecture">
    /// The architecture's identifier, e.g. <c>resnet18</c>; or that of a published model, e.g. <c>cifar10/Wong2020Fast</c>, whose input
    /// normalisation is then known where the file has none (<see cref="Robustness.Models.Cards.ModelCards"/>).
    /// </param>
    /// <param name="path">The file; class count and base width are read off its tensors.</param>
    /// <param name="input">Channels, height and width of the images that it was trained on.</param>
    /// <param name="classNames">The names of the classes by logit, see <see cref="ClassNames"/>.</param>
    /// <exception cref="InputException">There is no such architecture or model. Fitting throws it where the file does not fit.</exception>
    public static BaseModel FromCheckpoint(
        string architecture, string path, ImageShape input, IReadOnlyList<string>? classNames = null) =>
        FromCheckpoint(architecture, path, input, new ClassifierFileOptions(), classNames);

    /// <summary>A checkpoint of which a given entry is taken, or whose images are normalized in a given way.</summary>
    /// <param name="architecture">As for the other overload.</param>
    /// <param name="path">The file; class count and base width are read off its tensors.</param>
    /// <param name="input">Channels, height and width of the images that it was trained on.</param>
    /// <param name="options">The entry with the weights, and the input normalization.</param>
    /// <param name="classNames">The names of the classes by logit, see <see cref="ClassNames"/>.</param>
    /// <exception cref="InputException">There is no such architecture or model. Fitting throws it where the file does not fit.</exception>
    public static BaseModel FromCheckpoint(
        string architecture, string path, ImageShape input, ClassifierFileOptions options, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var model = PublishedModel.Find(architecture);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new BaseModel(
            device => new OpenedModel(
                Checked(
                    ClassifierFile.Load(path, model, options, (input.Height, input.Width), device.Resolve()), input, path),
                IsOwned: true),
            classNames);
    }

    /// <summary>
    /// A classifier that the application has. It remains the application's: it stays on its device, must outlive the pipelines
    /// made of it, and is not disposed with them.
    /// </summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="classNames">The names of the classes by logit, see <see cref="ClassNames"/>.</param>
    /// <exception cref="ArgumentException">
    /// The classifier's architecture does not recognize its weights, so that a saved pipeline could not be loaded.
    /// </exception>
    public static BaseModel FromClassifier(Classifier classifier, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        if (classifier.Architecture is { } architecture && !architecture.Recognizes(classifier))
        {
            throw new ArgumentException(
                $"{architecture.GetType().Name} does not recognize the weights of {classifier.Name}, which could be saved and not loaded. " +
                "Let Recognize give the dimensions that the network was made with.",
                nameof(classifier));
        }

        return new BaseModel(_ => new OpenedModel(classifier, IsOwned: false), classNames);
    }

    /// <summary>Loads or hands out the classifier.</summary>
    internal OpenedModel Open(DeviceChoice device, ImageScoringOptions options)
    {
        var model = _open(device);
        var classifier = model.Classifier;
        if (options.GpuDeviceId is { } id && !model.IsOwned && !options.FallbackToCpu
            && (classifier.Device.type != DeviceType.CUDA || classifier.Device.index != id))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"GpuDeviceId is {id}, but the base model is a Classifier on {classifier.Device}: make it on that device."));
        }

        if (ClassNames is null || ClassNames.Count == classifier.ClassCount)
            return model;
        model.Release();
        throw new InvalidOperationException(FormattableString.Invariant(
            $"The base model {classifier.Name} has {classifier.ClassCount} classes, and {ClassNames.Count} class names were given."));
    }

    /// <summary>Makes a classifier from tensors; sizes come from the tensors themselves.</summary>
    internal static Classifier Build(Architecture architecture, StateDict weights, ImageShape input, string source, Device device) =>
        Checked(ClassifierFile.FromWeights(weights, source, architecture, (input.Height, input.Width), device), input, source);

    private static Classifier Checked(Classifier classifier, ImageShape input, string source)
    {
        if (classifier.InputShape == input)
            return classifier;
        var taken = classifier.InputShape;
        classifier.Dispose();
        throw new InputException(
            source, $"it takes images of {taken}, not of {input}", "Give the shape of the images it was trained on");
    }
}
