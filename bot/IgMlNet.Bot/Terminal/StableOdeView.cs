using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Training.Ode;

namespace IgMlNet.Bot.Terminal;

/// <summary>What a person sees of a training of SODEF.</summary>
internal static class StableOdeView
{
    /// <summary>Shows a training while it runs.</summary>
    public static StableOdeTrainingResult Show(
        TerminalOutput terminal, Func<IProgress<StableOdeEpoch>, StableOdeTrainingResult> train) =>
        ProgressDisplay.Run(terminal, "training SODEF", line => train(new ImmediateProgress<StableOdeEpoch>(epoch => line.Update(
            ((double)(int)epoch.Phase + ((double)epoch.Epoch / epoch.Epochs)) / Enum.GetValues<StableOdePhase>().Length,
            FormattableString.Invariant($"training SODEF, {epoch.Phase} {epoch.Epoch}/{epoch.Epochs}"),
            FormattableString.Invariant($"loss {epoch.Loss:0.000}")))));

    /// <summary>What it came to, in one line.</summary>
    public static string Summary(StableOdeTrainingResult trained, LabeledImages images) =>
        FormattableString.Invariant($"SODEF on {images.Count} {images.Split} images: ") +
        $"{Format.Accuracy(trained.Accuracy)} of them right, {Format.Accuracy(trained.BaseAccuracy)} without it";
}
