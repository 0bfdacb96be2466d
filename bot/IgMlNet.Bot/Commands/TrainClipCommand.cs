using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Options;
using IgMlNet.IO;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training.Clip;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml train clip</c>: trains a small CLIP on a data set's images and class names.</summary>
internal sealed class TrainClipCommand : IgmlCommand
{
    private static readonly ClipTrainingOptions Defaults = new();

    private readonly DatasetOptions _dataset = new();

    private readonly IgmlOption<int?> _samples = new(
        "--samples", "n", "Train on the first n training images only, classes in turn.", null, OptionText.OptionalCount("--samples", 2))
    { DefaultText = "all" };

    private readonly IgmlOption<PromptTemplates> _prompts = new(
        "--prompts", "texts", "What a class's text is, with {} for its name; several apart by |, of which every step takes one.",
        Defaults.Prompts, PromptTemplates.Parse)
    { DefaultText = Defaults.Prompts.ToString() };

    private readonly IgmlOption<int> _patch = new(
        "--patch", "pixels", "Height and width of a patch of the image encoder.", Defaults.PatchSize, OptionText.Count("--patch", 1, 256))
    { DefaultText = Text(Defaults.PatchSize) };

    private readonly IgmlOption<int> _layers = new(
        "--layers", "n", "Blocks of the image encoder.", Defaults.VisionLayers, OptionText.Count("--layers", 1, 64))
    { DefaultText = Text(Defaults.VisionLayers) };

    private readonly IgmlOption<int> _heads = new(
        "--heads", "n", "Heads of its attention, of 64 channels each.", Defaults.VisionHeads, OptionText.Count("--heads", 1, 64))
    { DefaultText = Text(Defaults.VisionHeads) };

    private readonly IgmlOption<int> _epochs = new(
        "--epochs", "n", "Passes over the training images.", Defaults.Epochs, OptionText.Count("--epochs", 1, 100_000))
    { DefaultText = Text(Defaults.Epochs) };

    private readonly IgmlOption<int> _batchSize = new(
        "--batch-size", "n", "Images a step.", Defaults.BatchSize, OptionText.Count("--batch-size", 1, 1 << 20))
    { DefaultText = Text(Defaults.BatchSize) };

    private readonly IgmlOption<double> _learningRate = new(
        "--learning-rate", "rate", "The highest learning rate of AdamW.", Defaults.LearningRate, OptionText.Positive("--learning-rate"))
    { DefaultText = Text(Defaults.LearningRate) };

    private readonly IgmlOption<ulong> _seed = new(
        "--seed", "n", "Seed of weights, order, augmentation and prompts: same seed, same CLIP.", 0, OptionText.Seed("--seed"))
    { DefaultText = "0" };

    private readonly AugmentationOptions _augmentation = new();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", "folder", $"Where {ClipTrainingResult.WeightsFile} and {ClipTrainingResult.MergesFile} go, for --clip.", "clip", OptionText.Path("--out"))
    { DefaultText = "clip", IsPath = true, DecidesResults = false };

    public TrainClipCommand()
        : base(
            "clip",
            "Trains a small CLIP on a data set's images and the names of its classes, for CD-IR where no published CLIP is at hand or none knows " +
            "such images. It knows no more than these classes; a training that is interrupted begins anew.")
    {
        AddGroup("Images", [.. _dataset.All, _samples]);
        AddGroup("Model", _patch, _layers, _heads);
        AddGroup("Training", [_prompts, _epochs, _batchSize, _learningRate, .. _augmentation.All, _seed]);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("A CLIP for CIFAR-10, in the order of half an hour on two cores:", "igml train clip --dataset cifar10 --out clip"),
        new("Rank by it:", "igml rank --dataset cifar10 --checkpoint model.pt --ranking cd-ir --clip clip"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var folder = arguments.GetValue(_out)!;
        OutputPlace.CheckFolder("--out", folder);
        var source = _dataset.Source(arguments);
        var options = new ClipTrainingOptions
        {
            PatchSize = arguments.GetValue(_patch),
            VisionLayers = arguments.GetValue(_layers),
            VisionHeads = arguments.GetValue(_heads),
            Prompts = arguments.GetValue(_prompts)!,
            Augmentation = _augmentation.Value(arguments),
            Epochs = arguments.GetValue(_epochs),
            BatchSize = arguments.GetValue(_batchSize),
            LearningRate = arguments.GetValue(_learningRate),
            Seed = new RandomSeed(arguments.GetValue(_seed)),
        };
        var images = source.Load(DatasetSplit.Train, cancellationToken: cancellationToken);
        if (arguments.GetValue(_samples) is { } samples)
            images = images.TakeInTurn(samples);
        if (images.Count < options.BatchSize)
        {
            throw new InputException(
                "--batch-size", FormattableString.Invariant($"{images.Count} training images do not fill one batch of {options.BatchSize}"),
                "Give a smaller batch or more images");
        }

        var test = source.Load(DatasetSplit.Test, cancellationToken: cancellationToken);
        var device = _machine.Prepare(arguments);
        terminal.Line(FormattableString.Invariant(
            $"Training a CLIP on {images.Count} {images.Split} images of {images.Name}, on {MachineOptions.Describe(device)}"));
        var trained = ProgressDisplay.Run(terminal, "training a CLIP", line => new ClipTrainer(options).Train(
            images,
            device,
            new ImmediateProgress<ClipTrainingProgress>(now => line.Update(
                (double)now.Step / now.Steps,
                FormattableString.Invariant($"training a CLIP, epoch {now.Epoch}/{now.Epochs}"),
                FormattableString.Invariant($"loss {now.Loss:0.000}, {Format.Accuracy(now.Accuracy)} right"))),
            cancellationToken));
        OutputPlace.Write("--out", folder, trained.Save);
        var accuracy = ClipSource.FromFiles(folder).ZeroShotAccuracy(test, options.Prompts, device, cancellationToken);
        terminal.Line(FormattableString.Invariant(
            $"Trained  {Format.Accuracy(accuracy)} of {test.Count} {test.Split} images are nearest to the text of their class"));
        terminal.Line($"Wrote    {Path.Combine(folder, ClipTrainingResult.WeightsFile)} and {ClipTrainingResult.MergesFile}, for --clip {folder}");
        return ExitCode.Success;
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
