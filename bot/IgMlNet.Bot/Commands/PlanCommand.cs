using System.CommandLine;
using IgMlNet.Bot.Analyses;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml plan</c>: writes what is to be evaluated to a file, or checks such a file.</summary>
internal sealed class PlanCommand : IgmlCommand
{
    private readonly PlanOptions _plan = new();

    private readonly IgmlOption<string?> _check = new(
        "--check", "file", "A plan to check: all that is wrong with it is told at once. Nothing is written.",
        null, OptionText.OptionalPath("--check"))
    { DefaultText = "none, write a plan", IsPath = true };

    private readonly IgmlOption<string> _out = new(
        "--out", "file", "The plan's file, for 'igml evaluate --plan'.", "plan.json", OptionText.Path("--out"))
    { DefaultText = "plan.json", IsPath = true, DecidesResults = false };

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

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_check) is { } path)
        {
            var (plan, images, modelsUnseen) = PlanCheck.Run(path, cancellationToken);
            Describe(terminal, plan, images);
            if (modelsUnseen is not null)
                terminal.Error.WriteLine(Visible.Text($"igml plan: models, layers and rankings were not looked at: {modelsUnseen}"));
            return ExitCode.Success;
        }

        var file = arguments.GetValue(_out)!;
        OutputPlace.CheckFile("--out", file);
        var made = _plan.Plan(arguments);
        var loaded = Loaded(made, cancellationToken);
        made = made with { Samples = loaded.Images.Count };
        PlanFile.Write(file, made);
        Describe(terminal, made, loaded);
        terminal.Line($"Wrote    {file}");
        return ExitCode.Success;
    }

    private static PlanImages Loaded(EvaluationPlan plan, CancellationToken cancellationToken)
    {
        PlannedAnalysis.Check(plan);
        var images = PlanImages.Load(plan, cancellationToken);
        PlanVariants.Check(plan, images);
        return images;
    }

    private static void Describe(TerminalOutput terminal, EvaluationPlan plan, PlanImages images)
    {
        var blocks = (images.Images.Count + plan.BatchSize - 1) / plan.BatchSize;
        terminal.Line($"Plan     {PlanFile.Hash(plan)}");
        if (plan.Analysis is { } analysis)
        {
            terminal.Line(FormattableString.Invariant($"Images   {images.Images.Name}, {images.Images.Count} {images.Images.Split} images"));
            terminal.Line($"Work     {analysis.Title} ({analysis.Origin}), no evaluation and no shards");
            return;
        }

        terminal.Line(FormattableString.Invariant(
            $"Images   {images.Images.Name}, {images.Images.Count} {images.Images.Split} images in {blocks} blocks: up to {Math.Min(blocks, Shard.Most)} shards"));
        terminal.Line(FormattableString.Invariant(
            $"Work     {plan.Models.Count} models, {plan.Defenses.Count} grids of defenses, {plan.Attacks.Count} attacks at ε and {plan.SweptAttacks.Count} at {plan.SweptEpsilons.Count} other ε"));
    }
}
