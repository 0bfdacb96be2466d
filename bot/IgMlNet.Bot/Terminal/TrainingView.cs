using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Training;
using TorchSharp;

namespace IgMlNet.Bot.Terminal;

/// <summary>
/// What a person sees of a training: what is trained, how far it has come, one line an epoch, and what was written.
/// </summary>
internal sealed class TrainingView(TerminalOutput terminal)
{
    private int _lastEpoch;

    /// <summary>Tells what is going to be trained, and whether an earlier run is gone on with.</summary>
    public void Begin(
        Architecture architecture,
        NetworkDimensions dimensions,
        AdversarialTrainingOptions options,
        LabeledImages training,
        LabeledImages validation,
        torch.Device device,
        TrainingFiles files)
    {
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Training {architecture.DisplayName} of width {dimensions.BaseWidth} by {options.Method.Id}, " +
            $"{options.ThreatModel.Norm} ε = {options.ThreatModel.Epsilon:0.####}, {options.Epochs} epochs on " +
            $"{MachineOptions.Describe(device)}"));
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Images   {training.Name}: {training.Count} to train on, {validation.Count} held out " +
            $"({dimensions.Input}, {dimensions.ClassCount} classes)"));
        if (File.Exists(files.Snapshot))
            terminal.Line($"Going on from {files.Snapshot}");
    }

    /// <summary>Shows a training while it runs.</summary>
    public TrainingResult Show(Func<IProgress<TrainingProgress>, TrainingResult> train) =>
        ProgressDisplay.Run(terminal, "starting", line =>
        {
            var result = train(new ImmediateProgress<TrainingProgress>(progress => Report(line, progress)));
            NoteEpoch(line, result.Log[^1], result.Log.Count);
            return result;
        });

    /// <summary>Tells what was written.</summary>
    public void End(TrainingResult result, TrainingFiles files)
    {
        var last = result.Log[^1];
        var size = new FileInfo(files.Model).Length / 1e6;
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Held-out images: {100 * last.CleanAccuracy:0.0} % clean, {100 * last.RobustAccuracy:0.0} % under PGD-10"));
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture, $"Wrote    {files.Model} ({size:0.0} MB), {files.Recipe}, {files.Log}"));
    }

    private void Report(IProgressLine line, TrainingProgress progress)
    {
        if (progress.LastEpoch is { } last && last.Epoch > _lastEpoch)
            NoteEpoch(line, last, progress.Epochs);
        line.Update(
            (double)progress.Step / progress.TotalSteps,
            string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"loss {progress.Loss:0.000}  robust {100 * progress.TrainingRobustAccuracy:0.0} %"));
    }

    private void NoteEpoch(IProgressLine line, EpochRecord epoch, int epochs)
    {
        _lastEpoch = epoch.Epoch;
        line.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch}/{epochs}  loss {epoch.Loss:0.000}  " +
            $"running robust {100 * epoch.TrainingRobustAccuracy:0.0} %  " +
            $"held out: clean {100 * epoch.CleanAccuracy:0.0} %, PGD-10 {100 * epoch.RobustAccuracy:0.0} %  " +
            $"({Pace.Text(TimeSpan.FromSeconds(epoch.Seconds))})"));
    }
}
