using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Runs;
using IgMlNet.IO;
using IgMlNet.Publishing.Reports;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Shards;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Native;
using IgMlNet.Robustness.Randomness;
using TorchSharp;

namespace IgMlNet.Bot.Experiments;

/// <summary>Does experiments on a model one after another, and keeps each as soon as it is done.</summary>
internal sealed class ExperimentRunner
{
    private readonly LoadedPlan _loaded;
    private readonly LoadedModel _model;
    private readonly MaskGrid _grid;
    private readonly ExperimentFiles _files;
    private readonly string _command;
    private readonly (torch.Device Device, NativeEnvironment Environment) _machine;
    private readonly NeuronLayer _layer;
    private readonly int _k;

    /// <summary>Loads what experiments need, and checks the plan.</summary>
    /// <param name="loaded">The plan, with one grid of masks whose settings hold where an experiment does not vary them.</param>
    /// <param name="files">Where results go.</param>
    /// <param name="command">The command line for reports.</param>
    /// <param name="prepareMachine">Finds the device, once the data is there.</param>
    /// <param name="cancellationToken">Ends loading early.</param>
    /// <exception cref="InputException">Something of the plan is not there or does not fit, or a file cannot be written.</exception>
    public ExperimentRunner(
        LoadedPlan loaded,
        ExperimentFiles files,
        string command,
        Func<(torch.Device Device, NativeEnvironment Environment)> prepareMachine,
        CancellationToken cancellationToken)
    {
        (_loaded, _files, _command) = (loaded, files, command);
        files.CheckWritable();
        loaded.Check();
        _ = loaded.Probe;
        _grid = loaded.Plan.Defenses.OfType<MaskGrid>().Single();
        _machine = prepareMachine();
        _model = loaded.Model(0, _machine.Device, cancellationToken);
        _model.Check();
        _model.Attacks(loaded.Plan.Attacks, loaded.Plan.Source);
        _layer = _model.Layer();
        _k = _grid.SingleK(_layer);
    }

    /// <summary>Steps of the PGD that experiments look at. Default: the paper's 50.</summary>
    public int Steps { get; init; } = 50;

    private EvaluationPlan Plan => _loaded.Plan;

    private Classifier Classifier => _model.Classifier;

    /// <summary>Does one, unless it is done already.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Interrupts it; what is done before is kept.</param>
    public ExperimentReport Run(string id, CancellationToken cancellationToken)
    {
        var evaluated = EvaluatedExperiment.All.FirstOrDefault(one => one.Id == id);
        var hash = evaluated is null ? HashOf(id) : Hash([evaluated.Id, PlanFile.Hash(evaluated.Plan(Plan))]);
        if (_files.Earlier(id, hash) is { } earlier)
        {
            _loaded.Terminal.Line($"Done     {id}, says {_files.DataOf(id)}");
            return earlier;
        }

        var report = evaluated is null
            ? LookInto(ModelExperiment.All.First(one => one.Id == id), hash, cancellationToken)
            : Evaluate(evaluated, hash, cancellationToken);
        _files.Write(report);
        _loaded.Terminal.Line();
        _loaded.Terminal.Line($"{report.Title} ({report.Origin})");
        foreach (var finding in report.Findings)
            _loaded.Terminal.Line($"  {finding}");
        _loaded.Terminal.Line($"Wrote    {_files.DataOf(id)}, its document and plots");
        return report;
    }

    private ExperimentReport LookInto(ModelExperiment experiment, string hash, CancellationToken cancellationToken)
    {
        var subject = new ExperimentSubject
        {
            Classifier = Classifier,
            Images = _loaded.Images,
            Probe = _loaded.Probe,
            ThreatModel = _loaded.ThreatModel,
            Seed = new RandomSeed(Plan.Seed),
            Layer = _layer,
            Methods = _grid.Methods(_loaded),
            Rank = method => _model.Rank(method, _layer, 1, cancellationToken),
            K = _k,
            Steps = Steps,
            BatchSize = Plan.BatchSize,
        };
        foreach (var method in subject.Methods)
            subject.Rank(method);
        var outcome = ProgressDisplay.Run(_loaded.Terminal, experiment.Id, line => experiment.Run(
            subject, new ImmediateProgress<double>(fraction => line.Update(fraction, experiment.Id)), cancellationToken));
        return Report(experiment.Id, experiment.Title, experiment.Origin, outcome.Method, [.. outcome.Tables], [.. outcome.Findings], hash);
    }

    private ExperimentReport Evaluate(EvaluatedExperiment experiment, string hash, CancellationToken cancellationToken)
    {
        _loaded.Terminal.Line();
        _loaded.Terminal.Line($"{experiment.Title} ({experiment.Origin})");
        var plan = experiment.Plan(Plan);
        var report = Merged(experiment, plan) ?? WholePlan.Evaluate(
            _files.FolderOf(experiment.Id), _loaded.Terminal, journalOf => new PlanRun(
                _loaded.With(plan), _command, _loaded.Terminal, ModelLifetime.OfPlan)
                .Run(() => _machine.Device, Shard.Whole, journalOf, cancellationToken)).Single();
        var attacks = string.Join(", ", report.MainAttacks.Select(attack => attack.DisplayName));
        var noise = string.Join(
            ", ", (_grid.Deviations ?? NoiseSettings.UsualDeviations).Select(length => ThreatModelInfo.TextOf(length.At(_loaded.ThreatModel.Epsilon))));
        return Report(
            experiment.Id, experiment.Title, experiment.Origin,
            $"Robust accuracy is that under {attacks}" +
            (report.MainAttacks.Any(attack => attack.Knowledge == AttackKnowledge.Transfer) ? "; transfer attacks perturb images for the base model. " : ". ") +
            FormattableString.Invariant($"Where they are not varied, k = {_k} of {_layer.NeuronCount} neurons of {_layer.Name}, and + RS means smoothing ") +
            FormattableString.Invariant($"by one noise of σ_d = {noise}; smoothed variants are judged on {plan.Draws} draws. The worst case counts an image with the ") +
            "attack that does most harm to it. Changes are against the base model on the same images, with 95 % intervals; p: exact paired test, Holm-adjusted.",
            experiment.Tables(plan, report), experiment.Findings(report), hash);
    }

    /// <summary>The report of the same plan that was evaluated in shards and merged to the experiment's folder; null where there is none.</summary>
    private RobustnessReport? Merged(EvaluatedExperiment experiment, EvaluationPlan plan)
    {
        var path = new ReportFiles(_files.FolderOf(experiment.Id)).Json;
        try
        {
            return File.Exists(path) && ReportFile.Read(path) is var report && report.Provenance.PlanHash == PlanFile.Hash(plan)
                && report.Provenance.Commit == ProgramVersion.Commit && report.Model.Hash == Classifier.ContentHash
                && report.Dataset.ContentHash == _loaded.Images.ContentHash
                ? report
                : null;
        }
        catch (InputException)
        {
            // Other files are written over, as any file of --out is.
            return null;
        }
    }

    private string HashOf(string id) => Hash([
        id, PlanFile.Hash(Plan with { Attacks = [], Preset = null, Defenses = [new MaskGrid { Clip = _grid.Clip, K = _grid.K }] }),
        Steps.ToString(CultureInfo.InvariantCulture),
    ]);

    private string Hash(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [Classifier.ContentHash, _loaded.Images.ContentHash, _loaded.Probe.ContentHash, .. parts]))));

    private ExperimentReport Report(
        string id,
        string title,
        string origin,
        string method,
        ImmutableArray<ExperimentTable> tables,
        ImmutableArray<string> findings,
        string hash) => new()
        {
            SchemaVersion = ExperimentReport.CurrentSchemaVersion,
            Id = id,
            Title = title,
            Origin = origin,
            Method = method,
            Model = Classifier.Describe(_model.Opened.Name),
            Dataset = _loaded.Images.Describe(),
            ThreatModel = _loaded.ThreatModel.Describe(),
            Seed = unchecked((long)Plan.Seed),
            Tables = tables,
            Findings = findings,
            Provenance = new ProvenanceInfo
            {
                ToolVersion = ProgramVersion.Number,
                Commit = ProgramVersion.Commit,
                Dirty = ProgramVersion.IsDirty,
                PlanHash = hash,
                Machines = [_machine.Environment.ToMachine()],
                Command = _command,
            },
        };
}
