using System.CommandLine;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.Bot.Runs;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.GitHub.Intake;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml plan</c>: writes what is to be evaluated to a file, or checks such a file.</summary>
internal sealed class PlanCommand : IgmlCommand
{
    private const string DefaultFile = "plan.json";

    private readonly PlanOptions _plan = OptionsOfEvaluation();

    private readonly IgmlOption<string> _check = new(
        "--check", Notations.Path("file"), "A plan to check: all that is wrong with it is reported at once. Nothing is written.")
    { Unset = "none, write a plan" };

    private readonly IgmlOption<string> _out = new("--out", Notations.Path("file"), DefaultFile, "The plan's file, for 'igml evaluate --plan'.")
    { DecidesResults = false };

    public PlanCommand()
        : base(
            "plan",
            "Writes what 'igml evaluate' would do with the same options to a file, from which any number of machines evaluate a " +
            "shard each; or checks such a file.")
    {
        foreach (var (title, options) in _plan.Groups)
            AddGroup(title, options);
        AddGroup("Plan", _check, _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("A plan for the bundled model:", "igml plan --samples 1000 --out plan.json"),
        new("What is wrong with a plan written by hand?", "igml plan --check plan.json"),
    ];

    /// <summary>The options of commands that evaluate.</summary>
    public static PlanOptions OptionsOfEvaluation() => new(
        new EvaluationPlan { Defenses = [new MaskGrid()], Samples = SampleCount.UpTo(EvaluationBudget.Standard.Samples) },
        (PlanSettings.Samples, "as --budget says"), (PlanSettings.Attacks, "as --budget says"),
        (PlanSettings.AttackedImages, "as --budget says; all where attacks are named"));

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_check) is { } path)
        {
            var (read, modelsUnseen) = PlanCheck.Run(path, terminal, cancellationToken);
            using (read)
            {
                CheckPublishable(read);
                Describe(terminal, read);
            }

            if (modelsUnseen is not null)
                terminal.Error.WriteLine(Visible.Text($"igml plan: models, layers and rankings were not looked at: {modelsUnseen}"));
            return ExitCode.Success;
        }

        var file = arguments.GetValue(_out)!;
        OutputPlace.CheckFile(_out.Name, file);
        using var loaded = new LoadedPlan(_plan.PlanWithinBudget(arguments), terminal, cancellationToken);
        loaded.Check();
        CheckPublishable(loaded);
        PlanFile.Write(file, loaded.Counted().Plan);
        Describe(terminal, loaded.Counted());
        terminal.Line($"Wrote    {file}");
        return ExitCode.Success;
    }

    /// <summary>What publishing refuses, planning refuses.</summary>
    private static void CheckPublishable(LoadedPlan loaded)
    {
        if (loaded.Images.ClassNames.FirstOrDefault(name => name.Length > IntakeRules.LongestClassName) is { } longest)
        {
            throw loaded.Plan.Source.Fault(
                PlanSettings.Dataset,
                FormattableString.Invariant($"the class name '{longest}' has {longest.Length} characters, and results with more than {IntakeRules.LongestClassName} are not published"),
                "Shorten the name");
        }
    }

    private static void Describe(TerminalOutput terminal, LoadedPlan loaded)
    {
        var (plan, images) = (loaded.Plan, loaded.Images);
        var blocks = (images.Count + plan.BatchSize - 1) / plan.BatchSize;
        terminal.Line($"Plan     {PlanFile.Hash(plan)}");
        if (plan.Analysis is { } experiment)
        {
            terminal.Line(FormattableString.Invariant($"Images   {images.Name}, {images.Count} {images.Split} images"));
            terminal.Line($"Work     {experiment.Title} ({experiment.Origin}), no evaluation and no shards");
            return;
        }

        terminal.Line(FormattableString.Invariant(
            $"Images   {images.Name}, {images.Count} {images.Split} images in {blocks} blocks: up to {Math.Min(blocks, Shard.Most)} shards"));
        terminal.Line(FormattableString.Invariant(
            $"Work     {plan.Models.Count} models, {plan.Defenses.Count} grids of defenses, {plan.Attacks.Count} attacks at ε and {plan.Sweep.Attacks.Count} at {plan.Sweep.Epsilons.Count} other ε"));
    }
}
