using System.CommandLine;
using IgMlNet.Bot.Experiments;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Runs;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml evaluate</c>: ranks, defends, attacks and reports; or does one shard of that.</summary>
internal sealed class EvaluateCommand : IgmlCommand
{
    private readonly PlanOptions _plan = PlanCommand.OptionsOfEvaluation();

    private readonly IgmlOption<string> _planFile = new(
        "--plan", Notations.Path("file"), "A plan, as 'igml plan' writes it, in place of the options above.")
    { Unset = "none" };

    private readonly IgmlOption<Shard> _shard = new(
        "--shard",
        Notations.Read(
            "i/n",
            static text => Shard.Parse(text) ?? throw new ValueException($"'{text}' is not a shard", "Write for example 2/4 for the second of four"),
            static shard => shard.ToString(),
            ["1/1", "2/4"], "0/4", "5/4", "x"),
        "Part of the plan to do, such as 2/4: it leaves a journal, and 'igml merge' makes the report of all of them.")
    { Unset = "all of it, and the report", DecidesResults = false };

    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new("--out", Notations.Path("folder"), "report", "Folder of the report or the journal.")
    { DecidesResults = false };

    public EvaluateCommand()
        : base(
            "evaluate",
            "Ranks a model's neurons, defends it by masking them, attacks it with and without the defense, and reports robust " +
            "accuracy. It is safe to interrupt: the same command resumes.")
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
            PlanCheck.Run(planFile, terminal, cancellationToken).Plan.Dispose();
            throw;
        }
    }

    private int Run(ParseResult arguments, string? planFile, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var folder = arguments.GetValue(_out)!;
        using var loaded = new LoadedPlan(
            planFile is null ? _plan.PlanWithinBudget(arguments) : FromFile(arguments, planFile), terminal, cancellationToken);
        if (loaded.Plan.Analysis is { } experiment)
        {
            if (arguments.IsGiven(_shard))
                throw new InputException(_shard.Name, $"{experiment.Id} is not cut into shards", "Leave it out");
            new ExperimentRunner(
                loaded, new ExperimentFiles(folder), CommandText.Of(arguments),
                () => (_machine.Prepare(arguments), _machine.Describe(arguments)), cancellationToken).Run(experiment.Id, cancellationToken);
            if (Picture.WithoutFonts is { } missing)
                terminal.Line(missing);
            return ExitCode.Success;
        }

        if (arguments.IsGiven(_shard))
        {
            var shard = arguments.GetValue(_shard)!;
            OutputPlace.CheckFolder(_out.Name, folder);
            foreach (var path in Work(shard, work => Path.Combine(folder, ShardJournal.NameOf(work, shard))))
                terminal.Line($"Wrote    {path}");
            return ExitCode.Success;
        }

        WholePlan.Evaluate(folder, terminal, journalOf => Work(Shard.Whole, journalOf));
        return ExitCode.Success;

        IReadOnlyList<string> Work(Shard part, Func<EvaluationWork, string> journalOf) =>
            new PlanRun(loaded, CommandText.Of(arguments), terminal)
                .Run(() => _machine.Prepare(arguments), part, journalOf, cancellationToken);
    }

    private EvaluationPlan FromFile(ParseResult arguments, string path) =>
        PlanOptions.Given(arguments, _plan.Groups.SelectMany(group => group.Options)) is { } given
            ? throw new InputException(given.Name, "is decided by the plan", $"Leave it out, or {_planFile.Name} {Path.GetFileName(path)}")
            : PlanFile.Read(path);
}
