using System.CommandLine;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training;
using IgMlNet.Robustness.Training.Methods;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml train</c>: trains a small base model adversarially and writes it with its recipe and log.</summary>
internal sealed class TrainCommand : IgmlCommand
{
    private const int MostValidationSamples = 1000;

    private static readonly AdversarialTrainingOptions Defaults = new();

    private readonly PlanOptions _plan = new();

    private readonly IgmlOption<int> _samples = new(
        PlanSettings.Samples.Option!, Notations.Count(2), "Train only on the first n training images, classes alternating.")
    { Unset = "all" };

    private readonly IgmlOption<int> _validationSamples = new(
        "--validation-samples", Notations.Count(),
        "Training images to hold out, evenly spread; every epoch is judged on them, clean and under PGD-10.")
    { Unset = FormattableString.Invariant($"{MostValidationSamples}, at most a tenth") };

    private readonly IgmlOption<Architecture> _model = new(
        ModelSettings.Architecture.Option!,
        Notations.OneOf([.. Architecture.All.Select(architecture => (architecture.Id, architecture))]), Architecture.Find("resnet18"),
        $"The architecture: {string.Join(", ", Architecture.All.Select(a => a.Id))}.");

    private readonly IgmlOption<int> _width = new(
        "--width", Notations.Count(1, 1024), 16, "Channels of the first stage; papers use 64, a CPU trains 8 or 16 in reasonable time.");

    private readonly IgmlOption<TrainingMethod> _method = new(
        "--method", Notations.OneOf([.. TrainingMethod.All.Select(method => (method.Id, method))]), Defaults.Method,
        "How images are made adversarial: n-fgsm and r-fgsm take one gradient per image, pgd and trades ten.");

    private readonly IgmlOption<double> _epsilon = new(
        PlanSettings.Epsilon.Option!, Notations.Positive(1),
        "Budget in Linf: the largest change of a pixel, in units of [0,1]; a decimal or a fraction such as 8/255.")
    { Unset = PlanSettings.Epsilon.Unset };

    private readonly IgmlOption<int> _epochs = new("--epochs", Notations.Count(1, 100_000), Defaults.Epochs, "Passes over the training images.");
    private readonly IgmlOption<int> _batchSize = new("--batch-size", Notations.Count(2, 1 << 20), Defaults.BatchSize, "Images per step.");

    private readonly IgmlOption<double> _learningRate = new(
        "--learning-rate", Notations.Positive(), Defaults.PeakLearningRate,
        "Learning rate at the top of its cycle: it rises over the first 40 % of the steps, then falls to 0.");

    private readonly IgmlOption<double> _averaging = new(
        "--averaging", Notations.Share, Defaults.AveragingDecay,
        "Decay, per step, of the running average of weights that becomes the model; 0 for the last weights.");

    private readonly AugmentationOptions _augmentation = new();

    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("file"), "model.safetensors",
        "The model's file; next to it go the recipe (.training.json) and the log (.training.csv).")
    { DecidesResults = false };

    private readonly IgmlOption<string> _snapshot = new(
        "--snapshot", Notations.Path("file"), "File of the state while training lasts, from which the same command resumes.")
    { Unset = "next to the model, as .snapshot.safetensors", DecidesResults = false };

    public TrainCommand()
        : base("train", "Trains a small base model adversarially (N-FGSM, R-FGSM, PGD or TRADES) and writes it as safetensors.")
    {
        AddGroup("Images", [.. _plan.Dataset, _samples, _validationSamples]);
        AddGroup("Model", _model, _width);
        AddGroup("Training", [_method, _epsilon, _epochs, _batchSize, _learningRate, _averaging, .. _augmentation.All, .. _plan.Of(PlanSettings.Seed)]);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out, _snapshot);
        Add(new TrainStableOdeCommand());
        Add(new TrainClipCommand());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("A robust Fashion-MNIST model in the order of an hour on two cores:",
            "igml train --width 8 --epochs 10 --shift 2 --mirror none --out fashion.safetensors"),
        new("A first try in a minute:",
            "igml train --width 4 --epochs 2 --samples 6000 --out try.safetensors"),
        new("CIFAR-10 as in papers, on a GPU:",
            "igml train --dataset cifar-10-batches-bin --width 64 --method pgd --epsilon 8/255 --device cuda"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var files = new TrainingFiles(arguments.GetValue(_out)!, arguments.GetValue(_snapshot));
        files.CheckWritable();
        var plan = _plan.Plan(arguments) with { Epsilon = arguments.ValueIfGiven(_epsilon) };
        using var loaded = new LoadedPlan(plan, terminal, cancellationToken);
        var source = loaded.Dataset;
        var options = Recipe(arguments, loaded);
        var data = source.Load(DatasetSplit.Train, cancellationToken: cancellationToken);
        var (training, validation) = Split(arguments, data, options.BatchSize);
        var dimensions = new NetworkDimensions
        {
            Input = data.Shape,
            ClassCount = data.ClassNames.Count,
            BaseWidth = arguments.GetValue(_width),
        };
        var architecture = arguments.GetValue(_model)!;
        var device = _machine.Prepare(arguments);
        var view = new TrainingView(terminal);
        view.Begin(architecture, dimensions, options, training, validation, device, files);
        var trainer = new AdversarialTrainer(architecture, dimensions, options);
        TrainingResult result;
        try
        {
            result = view.Show(progress =>
                trainer.Train(training, validation, files.Snapshot, device, progress, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException(File.Exists(files.Snapshot)
                ? $"The training so far is kept in '{files.Snapshot}'; the same command resumes from there."
                : "Nothing was kept: not one step was done.");
        }

        files.Write(result, CommandText.Of(arguments), validation.Count);
        view.End(result, files);
        return ExitCode.Success;
    }

    private AdversarialTrainingOptions Recipe(ParseResult arguments, LoadedPlan loaded) => new()
    {
        Method = arguments.GetValue(_method)!,
        ThreatModel = loaded.ThreatModel,
        Epochs = arguments.GetValue(_epochs),
        BatchSize = arguments.GetValue(_batchSize),
        PeakLearningRate = arguments.GetValue(_learningRate),
        AveragingDecay = arguments.GetValue(_averaging),
        Augmentation = _augmentation.Value(arguments),
        Seed = new RandomSeed(loaded.Plan.Seed),
    };

    /// <summary>The images to train on, and those held out of them: evenly spread, as files may lie class by class.</summary>
    private (LabeledImages Training, LabeledImages Validation) Split(ParseResult arguments, LabeledImages data, int batchSize)
    {
        var held = arguments.ValueIfGiven(_validationSamples) ?? Math.Clamp(data.Count / 10, 1, MostValidationSamples);
        if (held >= data.Count)
        {
            throw new InputException(
                _validationSamples.Name,
                FormattableString.Invariant($"{held} images cannot be held out of {data.Count}"),
                "Hold out fewer");
        }

        var chosen = new HashSet<int>(Enumerable.Range(0, held).Select(i => (int)((long)i * data.Count / held)));
        var validation = data.Subset([.. chosen.Order()]);
        var training = data.Subset([.. Enumerable.Range(0, data.Count).Where(i => !chosen.Contains(i))]);
        if (arguments.ValueIfGiven(_samples) is { } samples)
            training = training.TakeInTurn(samples);
        return training.Count >= batchSize
            ? (training, validation)
            : throw new InputException(
                _batchSize.Name,
                FormattableString.Invariant($"{training.Count} training images do not fill one batch of {batchSize}"),
                "Give a smaller batch or more images");
    }
}
