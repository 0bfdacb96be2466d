using System.CommandLine;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training.Ode;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml train sodef</c>: trains SODEF's projection, differential equation and linear map on a frozen base model.</summary>
internal sealed class TrainStableOdeCommand : IgmlCommand
{
    private static readonly StableOdeTrainingOptions Defaults = new();

    private readonly PlanOptions _plan = new();

    private readonly IgmlOption<int> _state = new(
        "--state", Notations.Count(1, 8192), Defaults.LargestState, "Dimensions of the state, at most; never more than features, nor fewer than classes.");

    private readonly IgmlOption<int> _layers = new("--layers", Notations.Count(1, 16), Defaults.FieldLayers, "Layers of the differential equation.");

    private readonly IgmlOption<int> _epochs = new(
        "--epochs", Notations.Count(1, 100_000), Defaults.Epochs, "Passes over the images in each of three phases.");

    private readonly IgmlOption<int> _batchSize = new("--batch-size", Notations.Count(1, 1 << 20), Defaults.BatchSize, "Images per step.");
    private readonly IgmlOption<double> _learningRate = new("--learning-rate", Notations.Positive(), Defaults.LearningRate, "Learning rate of Adam.");
    private readonly IgmlOption<double> _time = new("--time", Notations.Positive(), Defaults.EndTime, "Time at which the state is classified.");
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("file"), "sodef.safetensors", "SODEF's file, for 'igml evaluate --sodef-file'.")
    { DecidesResults = false };

    public TrainStableOdeCommand()
        : base(
            "sodef",
            "Trains SODEF, a stable neural ODE behind the features of a base model that stays as it is, and writes it as safetensors.")
    {
        AddGroup("Images", [.. _plan.Dataset, .. _plan.Probe]);
        AddGroup("Model", _plan.Model);
        AddGroup("Training", [_state, _layers, _epochs, _batchSize, _learningRate, _time, .. _plan.Of(PlanSettings.Seed)]);
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
        OutputPlace.CheckFile(_out.Name, path);
        using var loaded = new LoadedPlan(_plan.Plan(arguments), terminal, cancellationToken);
        var probe = loaded.Probe;
        var device = _machine.Prepare(arguments);
        var model = loaded.Model(0, device, cancellationToken);
        terminal.Line(
            $"Training SODEF on {model.Opened.DisplayName} ({model.Opened.Name}), " +
            FormattableString.Invariant($"{probe.Count} {probe.Split} images of {probe.Name}, on {MachineOptions.Describe(device)}"));
        var trainer = new StableOdeTrainer(new StableOdeTrainingOptions
        {
            LargestState = arguments.GetValue(_state),
            FieldLayers = arguments.GetValue(_layers),
            Epochs = arguments.GetValue(_epochs),
            BatchSize = arguments.GetValue(_batchSize),
            LearningRate = arguments.GetValue(_learningRate),
            EndTime = arguments.GetValue(_time),
            Seed = new RandomSeed(loaded.Plan.Seed),
        });
        var trained = StableOdeView.Show(terminal, progress => trainer.Train(model.Classifier, probe, progress, cancellationToken));
        foreach (var phase in trained.Log.GroupBy(epoch => epoch.Phase))
        {
            terminal.Line(FormattableString.Invariant(
                $"{phase.Key}: loss {phase.First().Loss:0.0000} in the first epoch, {phase.Last().Loss:0.0000} in the last"));
        }

        terminal.Line($"Trained {StableOdeView.Summary(trained, probe)}");
        OutputPlace.Write(_out.Name, path, trained.Weights.Save);
        terminal.Line($"Wrote {path}");
        return ExitCode.Success;
    }
}
