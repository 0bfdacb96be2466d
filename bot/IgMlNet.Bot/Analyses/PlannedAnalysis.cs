using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.IO;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Bot.Analyses;

/// <summary>Carries out a plan that looks into a model in place of an evaluation, as <c>igml analyze</c> does with options.</summary>
internal sealed class PlannedAnalysis(
    EvaluationPlan plan, string command, TerminalOutput terminal, Func<(torch.Device Device, NativeEnvironment Environment)> prepareMachine)
{
    /// <summary>Checks that a plan has what an analysis needs, and nothing that it has no use for; plans of evaluations pass.</summary>
    /// <exception cref="InputException">It has not, or has.</exception>
    public static void Check(EvaluationPlan plan)
    {
        if (plan.Analysis is not { } analysis)
            return;
        if (plan.Attacks.Count > 0)
            throw Unused("--attacks", "chooses its own");
        if (plan.SweptAttacks.Count > 0)
            throw Unused("--sweep", "has no attacks to sweep");
        if (plan.Models.Count > 1)
            throw Unused("--models", "looks into one model");
        if (plan.Defenses is not [{ RankingFile: null, K: [{ IsSearched: false }] } grid] || grid.Kind != DefenseKind.InterpretabilityGuided)
            throw Unused("--defenses", "looks at one grid of masks, of one k that is not searched for and no ranking from a file");
        var usual = new PlanDefense();
        if (grid.Layers is not null || !grid.ProbeShares.SequenceEqual(usual.ProbeShares))
            throw Unused("--defenses", "looks at the model's layer, ranked on all probe images");
        if (grid.Smoothing == SmoothingChoice.On || grid.Deviations is not null
            || !grid.NoiseSamples.SequenceEqual(usual.NoiseSamples) || !grid.Temperatures.SequenceEqual(usual.Temperatures))
            throw Unused("--defenses", "predicts without noise and at the customary τ");

        InputException Unused(string option, string what) => new(option, $"{analysis.Id} {what}", "Leave it out, or name another preset");
    }

    /// <summary>Does it, unless that is done already, and writes its data, document and plots.</summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="InputException">Something of the plan is not there or does not fit, or a file cannot be written.</exception>
    /// <returns>The analysis.</returns>
    public ExperimentReport Run(string folder, CancellationToken cancellationToken)
    {
        Check(plan);
        var files = new AnalysisFiles(folder);
        files.CheckWritable();
        var images = PlanImages.Load(plan, cancellationToken);
        PlanVariants.Check(plan, images);
        var (device, environment) = prepareMachine();
        var (wanted, grid) = (plan.Models[0], plan.Defenses[0]);
        var model = wanted.Load(images, device, cancellationToken);
        using var classifier = model.Classifier;
        var layer = ModelOptions.LayerOf(classifier, wanted.Layer);
        grid.K[0].Check(layer);
        var runner = new AnalysisRunner(terminal, files, command, device)
        {
            Model = model,
            Machine = environment.ToMachine(),
            Images = images.Images,
            Probe = images.Probe,
            Methods = PlanVariants.Methods(plan, grid, null, images),
            Layer = layer,
            ThreatModel = images.ThreatModel,
            K = grid.K[0],
            Deviations = null,
            Plan = plan,
            Clip = grid.Clip,
        };
        var report = runner.Run(plan.Analysis!.Id, cancellationToken);
        if (Picture.WithoutFonts is { } missing)
            terminal.Line(missing);
        return report;
    }
}
