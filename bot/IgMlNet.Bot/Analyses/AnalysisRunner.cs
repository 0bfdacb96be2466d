using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.IO;
using IgMlNet.Publishing.Reports;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using TorchSharp;

namespace IgMlNet.Bot.Analyses;

/// <summary>Does analyses and studies of a model one after another, and keeps each as soon as it is done.</summary>
internal sealed class AnalysisRunner(TerminalOutput terminal, AnalysisFiles files, string command, torch.Device device)
{
    private readonly Dictionary<string, NeuronImportanceRanking> _rankings = new(StringComparer.Ordinal);

    /// <summary>The base model.</summary>
    public required BaseModel Model { get; init; }

    /// <summary>What it is computed on.</summary>
    public required MachineInfo Machine { get; init; }

    /// <summary>The images to attack.</summary>
    public required LabeledImages Images { get; init; }

    /// <summary>The images to rank on.</summary>
    public required LabeledImages Probe { get; init; }

    /// <summary>How neurons are ranked.</summary>
    public required IReadOnlyList<RankingMethod> Methods { get; init; }

    /// <summary>The layer that is looked at.</summary>
    public required NeuronLayer Layer { get; init; }

    /// <summary>Norm and ε.</summary>
    public required ThreatModel ThreatModel { get; init; }

    /// <summary>Neurons that a class keeps.</summary>
    public required NeuronsKept K { get; init; }

    /// <summary>σ_d where a study does not vary it; null for ε/2.</summary>
    public required IReadOnlyList<PixelLength>? Deviations { get; init; }

    /// <summary>Steps of the PGD that is looked at. Default: the paper's 50.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>The plan of studies, without defenses.</summary>
    public required EvaluationPlan Plan { get; init; }

    /// <summary>How CD-IR ranks.</summary>
    public required PlanClip Clip { get; init; }

    /// <summary>Does one, unless it is done already.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Interrupts it; what is done before is kept.</param>
    public ExperimentReport Run(string id, CancellationToken cancellationToken)
    {
        var study = Study.All.FirstOrDefault(one => one.Id == id);
        var hash = study is null ? HashOf(id) : HashOf(study);
        if (files.Earlier(id, hash) is { } earlier)
        {
            terminal.Line($"Done     {id}, says {files.DataOf(id)}");
            return earlier;
        }

        var report = study is null
            ? Analyze(ModelExperiment.All.First(one => one.Id == id), hash, cancellationToken)
            : Evaluate(study, hash, cancellationToken);
        files.Write(report);
        terminal.Line();
        terminal.Line($"{report.Title} ({report.Origin})");
        foreach (var finding in report.Findings)
            terminal.Line($"  {finding}");
        terminal.Line($"Wrote    {files.DataOf(id)}, its document and plots");
        return report;
    }

    private ExperimentReport Analyze(ModelExperiment analysis, string hash, CancellationToken cancellationToken)
    {
        var subject = new ExperimentSubject
        {
            Classifier = Model.Classifier,
            Images = Images,
            Probe = Probe,
            ThreatModel = ThreatModel,
            Seed = new RandomSeed(Plan.Seed),
            Layer = Layer,
            Methods = Methods,
            Rank = method => Rank(method, cancellationToken),
            K = K.In(Layer),
            Steps = Steps,
            BatchSize = Plan.BatchSize,
        };
        foreach (var method in Methods)
            Rank(method, cancellationToken);
        var outcome = ProgressDisplay.Run(terminal, analysis.Id, line => analysis.Run(
            subject, new ImmediateProgress<double>(fraction => line.Update(fraction, analysis.Id)), cancellationToken));
        return Report(analysis.Id, analysis.Title, analysis.Origin, outcome.Method, [.. outcome.Tables], [.. outcome.Findings], hash);
    }

    private ExperimentReport Evaluate(Study study, string hash, CancellationToken cancellationToken)
    {
        terminal.Line();
        terminal.Line($"{study.Title} ({study.Origin})");
        var plan = study.Plan(Subject);
        var report = Merged(study, plan) ?? WholePlan.Evaluate(
            files.FolderOf(study.Id), terminal, journalOf => new PlanRun(plan, command, terminal, () => device)
                .Run(Reporting.Shards.Shard.Whole, journalOf, cancellationToken)).Single();
        var attacks = string.Join(", ", report.MainAttacks.Select(attack => attack.DisplayName));
        var noise = string.Join(", ", (Deviations ?? DefenseOptions.UsualDeviations).Select(length => ThreatModelInfo.TextOf(length.At(ThreatModel.Epsilon))));
        return Report(
            study.Id, study.Title, study.Origin,
            $"Robust accuracy is that under {attacks}" +
            (report.MainAttacks.Any(attack => attack.Knowledge == AttackKnowledge.Transfer) ? "; transfer attacks perturb images for the base model. " : ". ") +
            FormattableString.Invariant($"Where they are not varied, k = {K.In(Layer)} of {Layer.NeuronCount} neurons of {Layer.Name}, and + RS means smoothing ") +
            FormattableString.Invariant($"by one noise of σ_d = {noise}; smoothed variants are judged on {plan.Draws} draws. The worst case counts an image with the ") +
            "attack that does most harm to it. Changes are against the base model on the same images, with 95 % intervals; p: exact paired test, Holm-adjusted.",
            study.Tables(plan, report), study.Findings(report), hash);
    }

    /// <summary>The report of the same plan that was evaluated in shards and merged to the study's folder; null where there is none.</summary>
    private RobustnessReport? Merged(Study study, EvaluationPlan plan)
    {
        var path = new ReportFiles(files.FolderOf(study.Id)).Json;
        try
        {
            return File.Exists(path) && ReportFile.Read(path) is var report && report.Provenance.PlanHash == PlanFile.Hash(plan)
                && report.Provenance.Commit == ProgramVersion.Commit && report.Model.Hash == Model.Classifier.ContentHash
                && report.Dataset.ContentHash == Images.ContentHash
                ? report
                : null;
        }
        catch (InputException)
        {
            // Whatever it is, it is not that, and is written over as any file of --out is.
            return null;
        }
    }

    private StudySubject Subject => new() { Plan = Plan, Clip = Clip, K = K, Deviations = Deviations };

    private NeuronImportanceRanking Rank(RankingMethod method, CancellationToken cancellationToken)
    {
        if (!_rankings.TryGetValue(method.Id, out var ranking))
        {
            ranking = RankingView.Rank(terminal, method, Model.Classifier, Layer, Probe, cancellationToken);
            _rankings.Add(method.Id, ranking);
        }

        return ranking;
    }

    private string HashOf(Study study) => Hash([study.Id, PlanFile.Hash(study.Plan(Subject))]);

    private string HashOf(string id) => Hash([
        id, PlanFile.Hash(Plan with { Attacks = [], Analysis = null, Defenses = [new PlanDefense { Clip = Clip, K = [K] }] }), Steps.ToString(CultureInfo.InvariantCulture),
    ]);

    private string Hash(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [Model.Classifier.ContentHash, Images.ContentHash, Probe.ContentHash, .. parts]))));

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
            Model = Model.Classifier.Describe(Model.Name),
            Dataset = Images.Describe(),
            ThreatModel = ThreatModel.Describe(),
            Seed = unchecked((long)Plan.Seed),
            Tables = tables,
            Findings = findings,
            Provenance = new ProvenanceInfo
            {
                ToolVersion = ProgramVersion.Number,
                Commit = ProgramVersion.Commit,
                Dirty = ProgramVersion.IsDirty,
                PlanHash = hash,
                Machines = [Machine],
                Command = command,
            },
        };
}
