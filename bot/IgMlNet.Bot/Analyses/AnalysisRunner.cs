using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.Reporting.Analyses;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Analysis;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
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
    public required int K { get; init; }

    /// <summary>Steps of the PGD that is looked at.</summary>
    public required int Steps { get; init; }

    /// <summary>The plan of studies, without defenses.</summary>
    public required EvaluationPlan Plan { get; init; }

    /// <summary>How CD-IR ranks.</summary>
    public required PlanClip Clip { get; init; }

    /// <summary>Does one, unless it is done already.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Interrupts it; what is done before is kept.</param>
    public AnalysisReport Run(string id, CancellationToken cancellationToken)
    {
        var study = Study.All.FirstOrDefault(one => one.Id == id);
        var hash = study is null ? HashOf(id) : HashOf(study);
        if (files.Earlier(id, hash) is { } earlier)
        {
            terminal.Line($"Done     {id}, says {files.DataOf(id)}");
            return earlier;
        }

        var report = study is null
            ? Analyze(ModelAnalysis.All.First(one => one.Id == id), hash, cancellationToken)
            : Evaluate(study, hash, cancellationToken);
        files.Write(report);
        terminal.Line();
        terminal.Line($"{report.Title} ({report.Origin})");
        foreach (var finding in report.Findings)
            terminal.Line($"  {finding}");
        terminal.Line($"Wrote    {files.DataOf(id)}, its document and plots");
        return report;
    }

    private AnalysisReport Analyze(ModelAnalysis analysis, string hash, CancellationToken cancellationToken)
    {
        var subject = new AnalysisSubject
        {
            Classifier = Model.Classifier,
            Images = Images,
            Probe = Probe,
            ThreatModel = ThreatModel,
            Seed = new RandomSeed(Plan.Seed),
            Layer = Layer,
            Methods = Methods,
            Rank = method => Rank(method, cancellationToken),
            K = K,
            Steps = Steps,
            BatchSize = Plan.BatchSize,
        };
        foreach (var method in Methods)
            Rank(method, cancellationToken);
        var outcome = ProgressDisplay.Run(terminal, analysis.Id, line => analysis.Run(
            subject, new ImmediateProgress<double>(fraction => line.Update(fraction, analysis.Id)), cancellationToken));
        return Report(analysis.Id, analysis.Title, analysis.Origin, outcome.Method, [.. outcome.Tables], [.. outcome.Findings], hash);
    }

    private AnalysisReport Evaluate(Study study, string hash, CancellationToken cancellationToken)
    {
        var results = new List<(StudyPart Part, RobustnessReport Report)>();
        var subject = Subject;
        var parts = study.Parts(subject);
        foreach (var (i, part) in parts.Index())
        {
            terminal.Line();
            terminal.Line(FormattableString.Invariant($"{study.Title} ({study.Origin}), {i + 1} of {parts.Count}"));
            var folder = parts.Count == 1
                ? files.FolderOf(study.Id)
                : Path.Combine(files.FolderOf(study.Id), (i + 1).ToString(CultureInfo.InvariantCulture));
            results.Add((part, WholePlan.Evaluate(
                folder, terminal, journalOf => new PlanRun(part.Plan, command, terminal, () => device)
                    .Run(Reporting.Shards.Shard.Whole, journalOf, cancellationToken)).Single()));
        }

        var attacks = string.Join(", ", parts.SelectMany(part => part.Plan.Attacks).Distinct());
        return Report(
            study.Id, study.Title, study.Origin,
            FormattableString.Invariant($"Evaluations under {attacks}; k = {K} of {Layer.NeuronCount} neurons of {Layer.Name} where not varied, ") +
            "no smoothing where not said. The worst case counts an image with the attack that does most harm to it.",
            study.Tables(subject, results), study.Findings(results), hash);
    }

    private StudySubject Subject => new()
    {
        Plan = Plan,
        Rankings = [.. Methods.Select(method => method.Id)],
        Clip = Clip,
        K = K,
        Neurons = Layer.NeuronCount,
        Layers = [.. Model.Classifier.NeuronLayers.Select(layer => layer.Name)],
        Epsilon = ThreatModel.Epsilon,
        ProbeImages = Probe.Count,
    };

    private NeuronImportanceRanking Rank(RankingMethod method, CancellationToken cancellationToken)
    {
        if (!_rankings.TryGetValue(method.Id, out var ranking))
        {
            ranking = RankingView.Rank(terminal, method, Model.Classifier, Layer, Probe, cancellationToken);
            _rankings.Add(method.Id, ranking);
        }

        return ranking;
    }

    private string HashOf(Study study) => Hash(study.Parts(Subject).Select(part => PlanFile.Hash(part.Plan)).Prepend(study.Id));

    private string HashOf(string id) => Hash([
        id, PlanFile.Hash(Plan with { Defenses = [Subject.Grid] }), Steps.ToString(CultureInfo.InvariantCulture),
    ]);

    private string Hash(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [Model.Classifier.ContentHash, Images.ContentHash, Probe.ContentHash, .. parts]))));

    private AnalysisReport Report(
        string id,
        string title,
        string origin,
        string method,
        ImmutableArray<AnalysisTable> tables,
        ImmutableArray<string> findings,
        string hash) => new()
        {
            SchemaVersion = AnalysisReport.CurrentSchemaVersion,
            Id = id,
            Title = title,
            Origin = origin,
            Method = method,
            Model = new ModelInfo
            {
                Name = Model.Name,
                Architecture = FormattableString.Invariant(
                $"{Architecture.Find(Model.Classifier.Name).DisplayName}, base width {Model.Classifier.Dimensions.BaseWidth}"),
                Parameters = Model.Classifier.ParameterCount,
                Hash = Model.Classifier.ContentHash,
            },
            Dataset = new DatasetInfo
            {
                Name = Images.Name,
                Split = Images.Split,
                Images = Images.Count,
                ContentHash = Images.ContentHash,
                Classes = [.. Images.ClassNames],
            },
            ThreatModel = new ThreatModelInfo { Norm = Enum.Parse<PerturbationNorm>(ThreatModel.Norm.Id), Epsilon = ThreatModel.Epsilon },
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
