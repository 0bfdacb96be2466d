using IgMlNet.Bot.Options;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Bot.Plans;

/// <summary>The images of a plan, and what follows from its data set.</summary>
internal sealed class PlanImages
{
    private readonly EvaluationPlan _plan;
    private readonly Lazy<LabeledImages> _probe;

    private PlanImages(EvaluationPlan plan, DatasetSource source, ThreatModel threatModel, LabeledImages all, CancellationToken token)
    {
        (_plan, Source, ThreatModel, Available) = (plan, source, threatModel, all);
        Images = all.TakeInTurn(plan.Samples ?? all.Count);
        _probe = new Lazy<LabeledImages>(() => ProbeOptions.Load(plan.ProbeSamples, plan.RequiresProbeSamples, source, token));
    }

    /// <summary>The data set.</summary>
    public DatasetSource Source { get; }

    /// <summary>Norm and ε.</summary>
    public ThreatModel ThreatModel { get; }

    /// <summary>All images of the plan's split.</summary>
    public LabeledImages Available { get; }

    /// <summary>The images to evaluate on.</summary>
    public LabeledImages Images { get; }

    /// <summary>The images to rank neurons on, read when they are asked for.</summary>
    public LabeledImages Probe => _probe.Value;

    /// <summary>Whether neurons are ranked on images of the evaluated part, for want of others.</summary>
    public bool IsProbeEvaluated => Source.ProbeSplit == _plan.Split;

    /// <summary>Reads the images of a plan.</summary>
    /// <exception cref="InputException">They cannot be read, are too few, or have no customary ε and none is given.</exception>
    public static PlanImages Load(EvaluationPlan plan, CancellationToken cancellationToken)
    {
        var source = DatasetOptions.Open(plan.Dataset, PreprocessingOf(plan));
        var threatModel = ThreatOptions.Resolve(Norm.Parse(plan.Norm), plan.Epsilon, source);
        var all = source.Load(plan.Split, cancellationToken: cancellationToken);
        RequireSamples(plan, source, all);
        return new PlanImages(plan, source, threatModel, all, cancellationToken);
    }

    /// <summary>Checks that there are as many images as a plan asks for.</summary>
    /// <exception cref="InputException">There are fewer.</exception>
    public static void RequireSamples(EvaluationPlan plan, DatasetSource source, LabeledImages all)
    {
        if (plan is { RequiresSamples: true, Samples: { } wanted })
            ImageOptions.Require(wanted, source, all);
    }

    private static ImagePreprocessing? PreprocessingOf(EvaluationPlan plan) =>
        (plan.Preprocessing ?? plan.Models[0].Published?.Card?.Preprocessing) is { } name
            ? ImagePreprocessing.Parse(name)
            : null;
}
