using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training.Ode;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml train sodef</c>: trains SODEF's projection, differential equation and linear map on a frozen base model.</summary>
internal sealed class TrainStableOdeCommand : IgmlCommand
{
    private static readonly StableOdeTrainingOptions Defaults = new();

    private readonly DatasetOptions _dataset = new();
    private readonly ProbeOptions _probe = new();
    private readonly ModelOptions _model = new();

    private readonly IgmlOption<int> _state = new(
        "--state", "n", "Dimensions of the state, at most; never more than features, nor fewer than classes.",
        Defaults.LargestState, OptionText.Count("--state", 1, 8192))
    { DefaultText = Text(Defaults.LargestState) };

    private readonly IgmlOption<int> _layers = new(
        "--layers", "n", "Layers of the differential equation.", Defaults.FieldLayers, OptionText.Count("--layers", 1, 16))
    { DefaultText = Text(Defaults.FieldLayers) };

    private readonly IgmlOption<int> _epochs = new(
        "--epochs", "n", "Passes over the images in each of three phases.", Defaults.Epochs, OptionText.Count("--epochs", 1, 100_000))
    { DefaultText = Text(Defaults.Epochs) };

    private readonly IgmlOption<int> _batchSize = new(
        "--batch-size", "n", "Images a step.", Defaults.BatchSize, OptionText.Count("--batch-size", 1, 1 << 20))
    { DefaultText = Text(Defaults.BatchSize) };

    private readonly IgmlOption<double> _learningRate = new(
        "--learning-rate", "rate", "Learning rate of Adam.", Defaults.LearningRate, OptionText.Positive("--learning-rate"))
    { DefaultText = Text(Defaults.LearningRate) };

    private readonly IgmlOption<double> _time = new(
        "--time", "T", "The time at which the state is classified.", Defaults.EndTime, OptionText.Positive("--time"))
    { DefaultText = Text(Defaults.EndTime) };

    private readonly IgmlOption<ulong> _seed = new(
        "--seed", "n", "Seed of weights and order: same seed, same weights.", 0, OptionText.Seed("--seed"))
    { DefaultText = "0" };

    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", "file", "SODEF's file, for 'igml evaluate --sodef-file'.", "sodef.safetensors", OptionText.Path("--out"))
    { DefaultText = "sodef.safetensors", IsPath = true, DecidesResults = false };

    public TrainStableOdeCommand()
        : base(
            "sodef",
            "Trains SODEF, a stable neural ODE behind the features of a base model that stays as it is, and writes it as safetensors.")
    {
        AddGroup("Images", [.. _dataset.All, .. _probe.All]);
        AddGroup("Model", [.. _model.All]);
        AddGroup("Training", _state, _layers, _epochs, _batchSize, _learningRate, _time, _seed);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("For the bundled model, in seconds:", "igml train sodef"),
        new("For a model of your own:", "igml train sodef --checkpoint model.pt --dataset cifar-10-batches-bin --out sodef.safetensors"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_out)!;
        OutputPlace.CheckFile("--out", path);
        var source = _dataset.Source(arguments, _model);
        var probe = _probe.Load(arguments, source, cancellationToken);
        var device = _machine.Prepare(arguments);
        var model = _model.Load(arguments, source, probe, device, cancellationToken);
        using var classifier = model.Classifier;
        terminal.Line(
            $"Training SODEF on {model.DisplayName} ({model.Name}), " +
            FormattableString.Invariant($"{probe.Count} {probe.Split} images of {probe.Name}, on {MachineOptions.Describe(device)}"));
        var trainer = new StableOdeTrainer(new StableOdeTrainingOptions
        {
            LargestState = arguments.GetValue(_state),
            FieldLayers = arguments.GetValue(_layers),
            Epochs = arguments.GetValue(_epochs),
            BatchSize = arguments.GetValue(_batchSize),
            LearningRate = arguments.GetValue(_learningRate),
            EndTime = arguments.GetValue(_time),
            Seed = new RandomSeed(arguments.GetValue(_seed)),
        });
        var trained = StableOdeView.Show(terminal, progress => trainer.Train(classifier, probe, progress, cancellationToken));
        foreach (var phase in trained.Log.GroupBy(epoch => epoch.Phase))
        {
            terminal.Line(FormattableString.Invariant(
                $"{phase.Key}: loss {phase.First().Loss:0.0000} in the first epoch, {phase.Last().Loss:0.0000} in the last"));
        }

        terminal.Line($"Trained {StableOdeView.Summary(trained, probe)}");
        OutputPlace.Write("--out", path, trained.Weights.Save);
        terminal.Line($"Wrote {path}");
        return ExitCode.Success;
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
