using System.CommandLine;
using IgMlNet.Bot.Analyses;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.IO;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml evaluate</c>: ranks, defends, attacks and reports; or does one shard of that.</summary>
internal sealed class EvaluateCommand : IgmlCommand
{
    private readonly PlanOptions _plan = new();

    private readonly IgmlOption<string?> _planFile = new(
        "--plan", "file", "A plan, as 'igml plan' writes it, in place of the options above.",
        null, OptionText.OptionalPath("--plan"))
    { DefaultText = "none", IsPath = true };

    private readonly IgmlOption<Shard?> _shard = new(
        "--shard", "i/n",
        "Which part of the plan to do, such as 2/4: it leaves a journal, and 'igml merge' makes the report of all of them.",
        null, text => Shard.Parse(text)
            ?? throw new InputException("--shard", $"'{text}' is no shard", "Write for example --shard 2/4 for the second of four"))
    { DefaultText = "all of it, and the report", DecidesResults = false };

    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", "folder", "Where the report or the journal goes.", "report", OptionText.Path("--out"))
    { DefaultText = "report", IsPath = true, DecidesResults = false };

    public EvaluateCommand()
        : base(
            "evaluate",
            "Ranks a model's neurons, defends it by masking them, attacks it with and without the defense, and reports robust " +
            "accuracy. Killed at any moment, the same command goes on where it was.")
    {
        foreach (var (title, options) in _plan.Groups)
            AddGroup(title, options);
        AddGroup("Plan", _planFile, _shard);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The bundled Fashion-MNIST model, in a few minutes on two cores:", "igml evaluate"),
        new("More images, one smoothed variant, a stronger attack:",
            "igml evaluate --samples 1000 --ranking lo-ir --smoothing on --attacks pgd-50,apgd-ce-100,apgd-dlr-100"),
        new("A model of your own on CIFAR-10, on a GPU:",
            "igml evaluate --dataset cifar-10-batches-bin --checkpoint model.pt --k 50 --epsilon 8/255 --device cuda"),
        new("The second of four shards of a plan:", "igml evaluate --plan plan.json --shard 2/4 --out shards"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var planFile = arguments.GetValue(_planFile);
        try
        {
            return Run(arguments, planFile, terminal, cancellationToken);
        }
        catch (Exception e) when (planFile is not null && e is InputException or PlanFaultsException)
        {
            // What stopped it may not be all that is wrong.
            PlanCheck.Run(planFile, cancellationToken);
            throw;
        }
    }

    private int Run(ParseResult arguments, string? planFile, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var folder = arguments.GetValue(_out)!;
        var plan = planFile is null ? _plan.Plan(arguments) : FromFile(arguments, planFile);
        if (plan.Analysis is { } analysis)
        {
            if (arguments.GetValue(_shard) is not null)
                throw new InputException("--shard", $"{analysis.Id} is not cut into shards", "Leave it out");
            PlanLocation.Translate(planFile, () => new PlannedAnalysis(
                plan, CommandText.Of(arguments), terminal, () => (_machine.Prepare(arguments), _machine.Describe(arguments))).Run(folder, cancellationToken));
            return ExitCode.Success;
        }

        if (arguments.GetValue(_shard) is { } shard)
        {
            OutputPlace.CheckFolder("--out", folder);
            foreach (var path in Work(shard, work => Path.Combine(folder, ShardJournal.NameOf(work, shard))))
                terminal.Line($"Wrote    {path}");
            return ExitCode.Success;
        }

        WholePlan.Evaluate(folder, terminal, journalOf => Work(Shard.Whole, journalOf));
        return ExitCode.Success;

        IReadOnlyList<string> Work(Shard part, Func<EvaluationWork, string> journalOf) => PlanLocation.Translate(
            planFile,
            () => new PlanRun(plan, CommandText.Of(arguments), terminal, () => _machine.Prepare(arguments))
                .Run(part, journalOf, cancellationToken));
    }

    private EvaluationPlan FromFile(ParseResult arguments, string path)
    {
        var given = _plan.Groups.SelectMany(group => group.Options)
            .FirstOrDefault(option => arguments.IsGiven(option));
        return given is null
            ? PlanLocation.Read(path)
            : throw new InputException(given.Name, "is decided by the plan", $"Leave it out, or --plan {Path.GetFileName(path)}");
    }
}
