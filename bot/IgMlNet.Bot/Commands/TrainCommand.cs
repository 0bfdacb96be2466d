using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
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
    private const int DefaultWidth = 16;

    private static readonly AdversarialTrainingOptions Defaults = new();

    private readonly DatasetOptions _dataset = new();

    private readonly IgmlOption<int?> _samples = new(
        "--samples", "n", "Train on the first n training images only, classes in turn.", null,
        OptionText.OptionalCount("--samples", 2))
    { DefaultText = "all" };

    private readonly IgmlOption<int> _validationSamples = new(
        "--validation-samples", "n",
        "Training images to hold out, evenly spread; every epoch is judged on them, clean and under PGD-10.",
        1000, OptionText.Count("--validation-samples"))
    { DefaultText = "1000, at most a tenth" };

    private readonly IgmlOption<Architecture> _model = new(
        "--model", "name", $"The architecture: {string.Join(", ", Architecture.All.Select(a => a.Id))}.",
        Architecture.Find("resnet18"), Architecture.Find)
    { DefaultText = "resnet18" };

    private readonly IgmlOption<int> _width = new(
        "--width", "n", "Channels of the first stage; papers use 64, a CPU trains 8 or 16 in reasonable time.",
        DefaultWidth, OptionText.Count("--width", 1, 1024))
    { DefaultText = "16" };

    private readonly IgmlOption<TrainingMethod> _method = new(
        "--method", "name",
        "How images are made adversarial: n-fgsm and r-fgsm take one gradient an image, pgd and trades ten.",
        Defaults.Method, TrainingMethod.Find)
    { DefaultText = Defaults.Method.Id };

    private readonly IgmlOption<double?> _epsilon = new(
        "--epsilon", "ε",
        "Budget in Linf: the largest change of a pixel, in units of [0,1]; a decimal or a fraction such as 8/255.",
        null, OptionText.OptionalPositive("--epsilon", 1))
    { DefaultText = "the data set's custom: 0.1 on Fashion-MNIST, 8/255 on CIFAR" };

    private readonly IgmlOption<int> _epochs = new(
        "--epochs", "n", "Passes over the training images.", Defaults.Epochs, OptionText.Count("--epochs", 1, 100_000))
    { DefaultText = Text(Defaults.Epochs) };

    private readonly IgmlOption<int> _batchSize = new(
        "--batch-size", "n", "Images a step.", Defaults.BatchSize, OptionText.Count("--batch-size", 2, 1 << 20))
    { DefaultText = Text(Defaults.BatchSize) };

    private readonly IgmlOption<double> _learningRate = new(
        "--learning-rate", "rate",
        "Learning rate at the top of its cycle: it rises over the first 40 % of the steps, then falls to 0.",
        Defaults.PeakLearningRate, OptionText.Positive("--learning-rate"))
    { DefaultText = Text(Defaults.PeakLearningRate) };

    private readonly IgmlOption<double> _averaging = new(
        "--averaging", "decay",
        "Decay, for each step, of the running average of weights that becomes the model; 0 for the last weights.",
        Defaults.AveragingDecay, OptionText.Share("--averaging"))
    { DefaultText = Text(Defaults.AveragingDecay) };

    private readonly AugmentationOptions _augmentation = new();

    private readonly IgmlOption<ulong> _seed = new(
        "--seed", "n", "Seed of weights, order, augmentation and perturbations: same seed, same model.",
        Defaults.Seed.Value, OptionText.Seed("--seed"))
    { DefaultText = "0" };

    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", "file", "The model's file; beside it go the recipe (.training.json) and the log (.training.csv).",
        "model.safetensors", OptionText.Path("--out"))
    { DefaultText = "model.safetensors", IsPath = true, DecidesResults = false };

    private readonly IgmlOption<string?> _snapshot = new(
        "--snapshot", "file", "Where the state is kept while training lasts; the same command goes on from it.",
        null, OptionText.OptionalPath("--snapshot"))
    { DefaultText = "beside the model, as .snapshot.safetensors", IsPath = true, DecidesResults = false };

    public TrainCommand()
        : base("train", "Trains a small base model adversarially (N-FGSM, R-FGSM, PGD or TRADES) and writes it as safetensors.")
    {
        AddGroup("Images", [.. _dataset.All, _samples, _validationSamples]);
        AddGroup("Model", _model, _width);
        AddGroup("Training", [_method, _epsilon, _epochs, _batchSize, _learningRate, _averaging, .. _augmentation.All, _seed]);
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
        var source = _dataset.Source(arguments);
        var options = Recipe(arguments, DatasetOptions.Epsilon(source, arguments.GetValue(_epsilon)));
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
                ? $"The training so far is kept in '{files.Snapshot}'; the same command goes on from there."
                : "Nothing was kept: not one step was done.");
        }

        files.Write(result, CommandText.Of(arguments), validation.Count);
        view.End(result, files);
        return ExitCode.Success;
    }

    private AdversarialTrainingOptions Recipe(ParseResult arguments, double epsilon) => new()
    {
        Method = arguments.GetValue(_method)!,
        ThreatModel = new ThreatModel(Norm.Linf, epsilon),
        Epochs = arguments.GetValue(_epochs),
        BatchSize = arguments.GetValue(_batchSize),
        PeakLearningRate = arguments.GetValue(_learningRate),
        AveragingDecay = arguments.GetValue(_averaging),
        Augmentation = _augmentation.Value(arguments),
        Seed = new RandomSeed(arguments.GetValue(_seed)),
    };

    /// <summary>The images to train on, and those held out of them: evenly spread, as files may lie class by class.</summary>
    private (LabeledImages Training, LabeledImages Validation) Split(ParseResult arguments, LabeledImages data, int batchSize)
    {
        var given = arguments.IsGiven(_validationSamples);
        var wanted = arguments.GetValue(_validationSamples);
        var held = given ? wanted : Math.Clamp(data.Count / 10, 1, wanted);
        if (held >= data.Count)
        {
            throw new InputException(
                "--validation-samples",
                FormattableString.Invariant($"{held} images cannot be held out of {data.Count}"),
                "Hold out fewer");
        }

        var chosen = new HashSet<int>(Enumerable.Range(0, held).Select(i => (int)((long)i * data.Count / held)));
        var validation = data.Subset([.. chosen.Order()]);
        var training = data.Subset([.. Enumerable.Range(0, data.Count).Where(i => !chosen.Contains(i))]);
        if (arguments.GetValue(_samples) is { } samples)
            training = training.TakeInTurn(samples);
        return training.Count >= batchSize
            ? (training, validation)
            : throw new InputException(
                "--batch-size",
                FormattableString.Invariant($"{training.Count} training images do not fill one batch of {batchSize}"),
                "Give a smaller batch or more images");
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
