using System.CommandLine;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.CommandLine.Settings;
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

    private readonly PlanOptions _plan = new();

    private readonly IgmlOption<int> _samples = new(
        PlanSettings.Samples.Option!, Notations.Count(2), "Train only on the first n training images, classes alternating.")
    { Unset = "all" };

    private readonly IgmlOption<PromptTemplates> _prompts = new(
        ClipSettings.Prompts.Option!, ClipSettings.Prompts.Notation, Defaults.Prompts,
        "Text of a class, with {} for its name; several separated by |, of which every step takes one.");

    private readonly IgmlOption<int> _patch = new(
        "--patch", Notations.Count(1, 256), Defaults.PatchSize, "Height and width of a patch of the image encoder, in pixels.");

    private readonly IgmlOption<int> _layers = new("--layers", Notations.Count(1, 64), Defaults.VisionLayers, "Blocks of the image encoder.");

    private readonly IgmlOption<int> _heads = new(
        "--heads", Notations.Count(1, 64), Defaults.VisionHeads, "Heads of its attention, of 64 channels each.");

    private readonly IgmlOption<int> _epochs = new("--epochs", Notations.Count(1, 100_000), Defaults.Epochs, "Passes over the training images.");
    private readonly IgmlOption<int> _batchSize = new("--batch-size", Notations.Count(1, 1 << 20), Defaults.BatchSize, "Images per step.");

    private readonly IgmlOption<double> _learningRate = new(
        "--learning-rate", Notations.Positive(), Defaults.LearningRate, "The highest learning rate of AdamW.");

    private readonly AugmentationOptions _augmentation = new();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("folder"), "clip",
        $"Folder of {ClipTrainingResult.WeightsFile} and {ClipTrainingResult.MergesFile}, for {ClipSettings.Model.Option}.")
    { DecidesResults = false };

    public TrainClipCommand()
        : base(
            "clip",
            "Trains a small CLIP on a data set's images and the names of its classes, for CD-IR where no published CLIP is at hand or none knows " +
            "such images. It knows no more than these classes; a training that is interrupted begins anew.")
    {
        AddGroup("Images", [.. _plan.Dataset, _samples]);
        AddGroup("Model", _patch, _layers, _heads);
        AddGroup("Training", [_prompts, _epochs, _batchSize, _learningRate, .. _augmentation.All, .. _plan.Of(PlanSettings.Seed)]);
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
        OutputPlace.CheckFolder(_out.Name, folder);
        using var loaded = new LoadedPlan(_plan.Plan(arguments), terminal, cancellationToken);
        var source = loaded.Dataset;
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
            Seed = new RandomSeed(loaded.Plan.Seed),
        };
        var images = source.Load(DatasetSplit.Train, cancellationToken: cancellationToken);
        if (arguments.ValueIfGiven(_samples) is { } samples)
            images = images.TakeInTurn(samples);
        if (images.Count < options.BatchSize)
        {
            throw new InputException(
                _batchSize.Name, FormattableString.Invariant($"{images.Count} training images do not fill one batch of {options.BatchSize}"),
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
        OutputPlace.Write(_out.Name, folder, trained.Save);
        var accuracy = ClipSource.FromFiles(folder).ZeroShotAccuracy(test, options.Prompts, device, cancellationToken);
        terminal.Line(FormattableString.Invariant(
            $"Trained  {Format.Accuracy(accuracy)} of {test.Count} {test.Split} images are nearest to the text of their class"));
        terminal.Line($"Wrote    {Path.Combine(folder, ClipTrainingResult.WeightsFile)} and {ClipTrainingResult.MergesFile}, for --clip {folder}");
        return ExitCode.Success;
    }
}
