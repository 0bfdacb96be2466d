using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Training.Ode;
using TorchSharp;

namespace IgMlNet.Bot.Terminal;

/// <summary>
/// What a person sees of an evaluation: what is evaluated, how far it has come, the table, the verdicts, the files.
/// </summary>
internal sealed class EvaluationView(TerminalOutput terminal)
{
    /// <summary>Tells what is going to be evaluated.</summary>
    public void Begin(OpenedModel model, LabeledImages images, EvaluationOptions options, torch.Device device)
    {
        var epsilon = options.ThreatModel.Describe().EpsilonText;
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Model    {model.DisplayName} ({model.Name}), {model.Classifier.ParameterCount:N0} parameters"));
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Images   {images.Name}, {images.Count} {images.Split} images, {options.ThreatModel.Norm} ε = {epsilon}"));
        terminal.Line($"Device   {MachineOptions.Describe(device)}");
    }

    /// <summary>Tells what is masked.</summary>
    public void Masked(NeuronLayer layer, int k, IEnumerable<string> rankings) => terminal.Line(FormattableString.Invariant(
        $"Masked   {layer.Name}: {k} of {layer.NeuronCount} neurons kept for each class ({string.Join(", ", rankings)})"));

    /// <summary>Shows a training of SODEF.</summary>
    public StableOdeTrainingResult Train(Func<IProgress<StableOdeEpoch>, StableOdeTrainingResult> train) =>
        StableOdeView.Show(terminal, train);

    /// <summary>Tells what a training of SODEF came to.</summary>
    public void Trained(StableOdeTrainingResult trained, LabeledImages images) =>
        terminal.Line($"Trained  {StableOdeView.Summary(trained, images)}");

    /// <summary>Tells of something that makes the numbers worth less.</summary>
    public void Warn(string text) => terminal.Line($"Note     {text}");

    /// <summary>Shows how long the rest will take at most, and on what that rests.</summary>
    public void Expect(TimeSpan longest) => terminal.Line(
        $"Expected at most about {Pace.Text(longest)}, by the time of passes through the base model; less where images break early");

    /// <summary>Tells that earlier work is gone on with.</summary>
    public void Resumed(string journal, int done, int blocks) => terminal.Line(FormattableString.Invariant(
        $"Going on {done} of {blocks} blocks are done, says {journal}"));

    /// <summary>Shows a ranking while it is made.</summary>
    public NeuronImportanceRanking Rank(string label, Func<IProgress<double>, NeuronImportanceRanking> rank) =>
        ProgressDisplay.Run(terminal, label, line => rank(new ImmediateProgress<double>(fraction => line.Update(fraction, label))));

    /// <summary>Shows an evaluation while it runs.</summary>
    public void Show(Action<IProgress<EvaluationProgress>> evaluate) => ProgressDisplay.Run(terminal, "starting", line =>
    {
        evaluate(new ImmediateProgress<EvaluationProgress>(progress => line.Update(
            progress.Fraction,
            $"{progress.Variant}, {progress.Attack}",
            string.Create(CultureInfo.InvariantCulture, $"{progress.ImagesDone}/{progress.Images} images"))));
        return true;
    });
}
