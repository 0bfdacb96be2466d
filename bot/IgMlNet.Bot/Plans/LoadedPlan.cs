using IgMlNet.Bot.Inputs;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;
using TorchSharp;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// A plan with its data and models, each read once and when it is first asked for. Every command that computes something runs from one.
/// </summary>
internal sealed class LoadedPlan : IDisposable
{
    private readonly Lazy<DatasetSource> _dataset;
    private readonly Lazy<LabeledImages> _available;
    private readonly Lazy<LabeledImages> _images;
    private readonly Lazy<LabeledImages> _probe;
    private readonly Dictionary<int, OpenedModel> _models;
    private readonly Dictionary<(int Model, string Method, string Layer, int Images), Robustness.Ranking.NeuronImportanceRanking> _rankings;

    /// <summary>A plan whose data and models are read when they are asked for.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="terminal">Where rankings and trainings are shown.</param>
    /// <param name="cancellationToken">Ends reading early.</param>
    public LoadedPlan(EvaluationPlan plan, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        (Plan, Terminal) = (plan, terminal);
        _dataset = new(() => DatasetCatalog.BesideApplication.Open(plan.Dataset, PreprocessingOf(plan)));
        _available = new(() => Dataset.Load(plan.Split, cancellationToken: cancellationToken));
        _images = new(() => Sufficient(Available));
        _probe = new(() => LoadProbe(cancellationToken));
        (_models, _rankings) = ([], []);
    }

    private LoadedPlan(LoadedPlan other, EvaluationPlan plan)
    {
        (Plan, Terminal) = (plan, other.Terminal);
        (_dataset, _available, _images, _probe, _models, _rankings) =
            (other._dataset, other._available, other._images, other._probe, other._models, other._rankings);
    }

    /// <summary>The plan.</summary>
    public EvaluationPlan Plan { get; }

    /// <summary>Where rankings and trainings are shown.</summary>
    public TerminalOutput Terminal { get; }

    /// <summary>The data set.</summary>
    /// <exception cref="InputException">There is none, or it takes no preprocessing.</exception>
    public DatasetSource Dataset => _dataset.Value;

    /// <summary>All images of the plan's split.</summary>
    /// <exception cref="InputException">They cannot be read.</exception>
    public LabeledImages Available => _available.Value;

    /// <summary>The images to attack.</summary>
    /// <exception cref="InputException">They cannot be read, or are fewer than the plan asks for.</exception>
    public LabeledImages Images => _images.Value;

    /// <summary>The images to rank neurons on.</summary>
    /// <exception cref="InputException">They cannot be read, are fewer than the plan asks for, or of some class there is none.</exception>
    public LabeledImages Probe => _probe.Value;

    /// <summary>Whether neurons are ranked on images of the evaluated part, for want of others.</summary>
    public bool IsProbeEvaluated => Dataset.ProbeSplit == Plan.Split;

    /// <summary>Norm and ε.</summary>
    /// <exception cref="InputException">ε is not given and the data set has no standard one.</exception>
    public ThreatModel ThreatModel => new(Plan.Norm, Plan.Epsilon ?? (
        Plan.Norm != Norm.Linf ? throw MissingEpsilon($"there is no standard budget in {Plan.Norm}", "0.5")
        : Dataset.NormalEpsilon ?? throw MissingEpsilon($"{Dataset.Name} has no standard budget", "8/255")));

    /// <summary>The same data and models under a plan that differs in defenses and attacks.</summary>
    /// <exception cref="ArgumentException">It is about other data, models or random numbers.</exception>
    public LoadedPlan With(EvaluationPlan plan)
    {
        var (own, other) = (Plan, plan);
        return (own.Dataset, own.Preprocessing, own.Split, own.Samples, own.ProbeSamples, own.Seed) ==
            (other.Dataset, other.Preprocessing, other.Split, other.Samples, other.ProbeSamples, other.Seed) && own.Models.SequenceEqual(other.Models)
            ? new LoadedPlan(this, plan)
            : throw new ArgumentException("The plan is about other data, models or random numbers.", nameof(plan));
    }

    /// <summary>The same with the number of images that there are as the number to evaluate on.</summary>
    public LoadedPlan Counted() => new(this, Plan with { Samples = Values.SampleCount.Exactly(Images.Count) });

    /// <summary>Checks all that can be checked before a model is loaded.</summary>
    /// <exception cref="InputException">The first fault.</exception>
    public void Check()
    {
        foreach (var fault in Plan.Faults())
            throw fault;
        foreach (var model in Plan.Models)
            model.FileOptions();
        _ = (ThreatModel, Images);
        foreach (var check in Plan.Defenses.SelectMany(defense => defense.Checks(this)))
            check();
    }

    /// <summary>A base model, loaded once; the plan disposes of it.</summary>
    /// <param name="index">Which of the plan's.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="cancellationToken">Ends reading early.</param>
    /// <exception cref="InputException">There is none, the file is damaged, or it does not fit the images.</exception>
    public LoadedModel Model(int index, torch.Device device, CancellationToken cancellationToken)
    {
        if (!_models.TryGetValue(index, out var model))
        {
            var wanted = Plan.Models[index];
            model = OpenedModel.Load(
                wanted.Checkpoint ?? Bundled(wanted), wanted.Architecture, wanted.FileOptions(), _images.IsValueCreated ? Images : Probe, device, cancellationToken);
            _models.Add(index, model);
        }

        return new LoadedModel(this, index, model, _rankings);
    }

    /// <summary>Frees a model that is not needed any more.</summary>
    public void Release(int index)
    {
        if (_models.Remove(index, out var model))
            model.Classifier.Dispose();
    }

    /// <summary>A number of the probe images, classes alternating.</summary>
    /// <exception cref="InputException">Of some class there is none then.</exception>
    public LabeledImages TakeProbe(LabeledImages images, int wanted)
    {
        var chosen = images.TakeInTurn(wanted);
        var missing = Enumerable.Range(0, images.ClassNames.Count).Except(chosen.Labels).ToList();
        return missing.Count == 0
            ? chosen
            : throw Plan.Source.Fault(
                PlanSettings.ProbeSamples,
                FormattableString.Invariant($"{missing.Count} classes have no probe image, ") + $"'{images.ClassNames[missing[0]]}' among them",
                "Ask for more images, at least one per class");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var index in _models.Keys.ToList())
            Release(index);
    }

    private static ImagePreprocessing? PreprocessingOf(EvaluationPlan plan) =>
        plan.Preprocessing ?? (plan.Models[0].Architecture?.Card?.Preprocessing is { } name ? ImagePreprocessing.Parse(name) : null);

    private InputException MissingEpsilon(string problem, string example) =>
        Plan.Source.Fault(PlanSettings.Epsilon, problem, $"Give one, for example {Plan.Source.Set(PlanSettings.Epsilon, example)}");

    private LabeledImages Sufficient(LabeledImages images)
    {
        if (Plan.Samples.IsMoreThan(images))
        {
            throw Plan.Source.Fault(
                PlanSettings.Samples,
                FormattableString.Invariant($"{Dataset.Name} has {images.Count} {images.Split} images, fewer than {Plan.Samples}"),
                Dataset.Manifest?.FullSet is { } fullSet
                    ? $"Ask for fewer, or give the folder of the full set by {Plan.Source.Set(PlanSettings.Dataset, fullSet.Folder)}"
                    : "Ask for fewer");
        }

        return images.TakeInTurn(Plan.Samples.Number ?? images.Count);
    }

    private LabeledImages LoadProbe(CancellationToken cancellationToken)
    {
        var images = Dataset.Load(Dataset.ProbeSplit, cancellationToken: cancellationToken);
        return Plan.ProbeSamples.IsMoreThan(images)
            ? throw Plan.Source.Fault(
                PlanSettings.ProbeSamples,
                FormattableString.Invariant($"{Dataset.Name} has {images.Count} {images.Split} images, fewer than {Plan.ProbeSamples}"),
                "Ask for fewer")
            : TakeProbe(images, Plan.ProbeSamples.Number ?? images.Count);
    }

    private string Bundled(PlanModel wanted) => Dataset.Manifest?.Model?.Weights.VerifiedPath(Dataset.Manifest.Folder)
        ?? throw wanted.Source.Fault(
            ModelSettings.Checkpoint, $"no model comes with {Dataset.Name}", "Give a checkpoint, or make one with 'igml train'");
}
