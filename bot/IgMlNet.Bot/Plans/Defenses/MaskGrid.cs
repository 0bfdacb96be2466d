using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>
/// A grid of variants of the Interpretability-Guided Defense: every ranking with every layer, probe share, k, τ and smoothing of the lists.
/// </summary>
internal sealed record MaskGrid : PlanDefense
{
    /// <inheritdoc/>
    public override DefenseKind Kind => DefenseKind.InterpretabilityGuided;

    /// <summary>The rankings; null for the paper's and random ones, the control.</summary>
    public RankingChoice? Rankings { get; init; }

    /// <summary>The layers that are masked, one at a time; null for the model's.</summary>
    public LayerChoice? Layers { get; init; }

    /// <summary>Shares of the probe images that neurons are ranked on, in (0,1], at least one image per class.</summary>
    public IReadOnlyList<double> ProbeShares { get; init; } = [1];

    /// <summary>How CD-IR ranks.</summary>
    public PlanClip Clip { get; init; } = new();

    /// <summary>The file or folder of a ranking that replaces the one of its method; null for none.</summary>
    public string? RankingFile { get; init; }

    /// <summary>How many neurons each class keeps; shares are of the model's layer, whichever are masked.</summary>
    public IReadOnlyList<NeuronsKept> K { get; init; } = [NeuronsKept.ATenth];

    /// <summary>Temperatures τ of the soft pseudo-label.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [new InterpretabilityGuidedOptions().Temperature];

    /// <summary>Whether the pseudo-label is smoothed.</summary>
    public SmoothingChoice Smoothing { get; init; } = SmoothingChoice.Both;

    /// <summary>Standard deviations σ of the noise; null for ε/2, the standard in ℓ∞.</summary>
    public IReadOnlyList<PixelLength>? Deviations { get; init; }

    /// <summary>Numbers of noisy copies n_s over which the pseudo-label is averaged.</summary>
    public IReadOnlyList<int> NoiseSamples { get; init; } = [1];

    /// <inheritdoc/>
    public override bool NeedsProbe => RankingFile is null;

    /// <inheritdoc/>
    public override PlanDefense RankedBy(PlanClip clip) =>
        Rankings is null or { Methods: null } || Rankings.Methods.Contains(RankingMethod.Find(new ClipDissect().Id)) ? this with { Clip = clip } : this;

    /// <inheritdoc/>
    public override IEnumerable<Action> Checks(LoadedPlan plan) => [() => Smoothings(plan.ThreatModel), () => Methods(plan, OpenFile())];

    /// <inheritdoc/>
    public override IEnumerable<Action> Checks(LoadedModel model)
    {
        var file = OpenFile();
        var own = OwnLayer(model, file);
        foreach (var layer in MaskedLayers(model, own))
        {
            foreach (var k in K)
                yield return () => CheckK(k, layer, own);
            yield return () => file?.For(model.Classifier, layer);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string>? VariantIds(LoadedModel model)
    {
        if (K.Any(k => k.IsSearched))
            return null;
        var file = OpenFile();
        var own = OwnLayer(model, file);
        var kept = K.Select(k => k.In(own)).Distinct().ToList();
        return
        [
            .. from method in Methods(model.Plan, file)
               from place in Places(model, own)
               from options in Grid(place, kept, model.Plan.ThreatModel)
               select InterpretabilityGuided.IdOf(method, options),
        ];
    }

    /// <inheritdoc/>
    public override IEnumerable<Defense> Create(LoadedModel model, CancellationToken cancellationToken)
    {
        var file = OpenFile();
        var own = OwnLayer(model, file);
        var methods = Methods(model.Plan, file);
        var masks = Places(model, own).Select(place => Masks(model, methods, own, place, file, cancellationToken)).ToList();

        // All of a ranking stand together, in the order of the grid.
        return Enumerable.Range(0, methods.Count).SelectMany(method => masks.SelectMany(rankings => rankings[method]));
    }

    /// <summary>The ranking methods.</summary>
    /// <exception cref="InputException">CD-IR lacks a CLIP, or a ranking's file cannot be read.</exception>
    public IReadOnlyList<RankingMethod> Methods(LoadedPlan plan) => Methods(plan, OpenFile());

    /// <summary>The layer that k is a share of.</summary>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public NeuronLayer OwnLayer(LoadedModel model) => OwnLayer(model, OpenFile());

    /// <summary>k for a layer, where it is one number that is not searched for.</summary>
    /// <exception cref="InputException">It is not, or the layer has fewer neurons.</exception>
    public int SingleK(NeuronLayer layer)
    {
        if (K is not [{ IsSearched: false }])
            throw Source.Fault(MaskSettings.K, "is not one number here", "Write a number, which 'igml rank choose-k' finds");
        CheckK(K[0], layer, layer);
        return K[0].In(layer);
    }

    private static NeuronLayer OwnLayer(LoadedModel model, RankingFromFile? file) => model.Layer(file?.Layer);

    private RankingFromFile? OpenFile() => RankingFile is { } path ? RankingFromFile.Open(path) : null;

    private void CheckK(NeuronsKept k, NeuronLayer layer, NeuronLayer own)
    {
        if (!k.IsSearched && k.In(own) is var number && number > layer.NeuronCount)
        {
            throw Source.Fault(
                MaskSettings.K,
                FormattableString.Invariant($"{number} is more than the {layer.NeuronCount} neurons of {layer.Name}"),
                "Give a smaller k");
        }
    }

    private List<RankingMethod> Methods(LoadedPlan plan, RankingFromFile? file)
    {
        var seed = new RandomSeed(plan.Plan.Seed);
        IReadOnlyList<RankingMethod> papers =
            Clip.IsThere(plan.Dataset) ? [LeaveOneOut.Signed, new ClipDissect()] : [LeaveOneOut.Signed];
        var asked = Rankings is null ? [RandomRanking.Keeping(seed), .. papers] : Rankings.Methods ?? papers;
        var toRank = Clip.Apply([.. asked.Where(method => method.Id != file?.Method.Id)], plan.Dataset, () => plan.Images.ClassNames.Count)
            .ToDictionary(method => method.Id, method => method.WithSeed(seed));
        var methods = asked.Select(method => toRank.GetValueOrDefault(method.Id, method)).ToList();
        if (file is not null && methods.TrueForAll(method => method.Id != file.Method.Id))
            methods.Add(file.Method);
        return methods;
    }

    private IEnumerable<NeuronLayer> MaskedLayers(LoadedModel model, NeuronLayer own) => Layers switch
    {
        null => [own],
        { Names: null } => model.Classifier.NeuronLayers,
        { Names: var names } => names.Select(name => model.LayerOf(name, Source, MaskSettings.Layers)),
    };

    /// <summary>Every layer with every share of the probe images.</summary>
    private List<(NeuronLayer Layer, double ProbeShare)> Places(LoadedModel model, NeuronLayer own) =>
        [.. from layer in MaskedLayers(model, own) from share in ProbeShares select (layer, share)];

    /// <summary>The masks of one layer by rankings on one share of the probe images: those of every method.</summary>
    private List<IEnumerable<Defense>> Masks(
        LoadedModel model,
        List<RankingMethod> methods,
        NeuronLayer own,
        (NeuronLayer Layer, double ProbeShare) place,
        RankingFromFile? file,
        CancellationToken cancellationToken)
    {
        var rankings = methods.ConvertAll(method => file?.Method.Id == method.Id
            ? file.For(model.Classifier, place.Layer)
            : model.Rank(method, place.Layer, place.ProbeShare, cancellationToken));

        // Controls are masked with the k of the first ranking that is none.
        var decisive = rankings.Find(ranking => !IsControl(ranking)) ?? rankings[0];
        var kept = rankings.Where(ranking => ranking == decisive || !IsControl(ranking)).ToDictionary(
            ranking => ranking,
            ranking => K.Select(k => k.For(model.Classifier, own, ranking, () => model.Plan.Probe, cancellationToken)).Distinct().ToList());
        foreach (var group in kept.SelectMany(one => one.Value.Select(k => (k, one.Key))).GroupBy(one => one.k, one => one.Key))
            model.View.Masked(place.Layer, group.Key, group.Select(ranking => RankingMethod.Find(ranking.Manifest.Method).DisplayName));
        return rankings.ConvertAll(ranking => Grid(place, kept.GetValueOrDefault(ranking, kept[decisive]), model.Plan.ThreatModel)
            .Select(Defense (options) => new InterpretabilityGuided(ranking, options)));
    }

    private static bool IsControl(NeuronImportanceRanking ranking) => RankingMethod.Find(ranking.Manifest.Method).IsControl;

    private IEnumerable<InterpretabilityGuidedOptions> Grid(
        (NeuronLayer Layer, double ProbeShare) place, IReadOnlyList<int> kept, ThreatModel threatModel) =>
        from k in kept
        from temperature in Temperatures
        from smoothing in Smoothings(threatModel)
        select new InterpretabilityGuidedOptions
        {
            K = k,
            Temperature = temperature,
            Smoothing = smoothing,
            Label = LabelOf(place, temperature, smoothing),
        };

    /// <summary>How the pseudo-label is smoothed: one entry per variant.</summary>
    private IReadOnlyList<Smoothing> Smoothings(ThreatModel threatModel)
    {
        var (sigma, smoothing) = (NoiseSettings.Deviations, MaskSettings.Smoothing);
        if (Smoothing == SmoothingChoice.Off)
        {
            return Deviations is null
                ? [Robustness.Defenses.Smoothing.None]
                : throw Source.Fault(sigma, $"there is no noise with {Source.Set(smoothing, "off")}", "Leave one of the two out");
        }

        var smoothed = NoiseSettings.Of(
            Deviations, NoiseSamples, threatModel,
            problem => Source.Fault(sigma, problem, $"Give {Source.Name(sigma)}, or {Source.Set(smoothing, "off")}"));
        return Smoothing == SmoothingChoice.On ? [.. smoothed] : [Robustness.Defenses.Smoothing.None, .. smoothed];
    }

    /// <summary>What tells variants of the grid apart beyond ranking, k and whether they are smoothed.</summary>
    private string LabelOf((NeuronLayer Layer, double ProbeShare) place, double temperature, Smoothing smoothing)
    {
        string?[] parts =
        [
            Layers is not null ? place.Layer.Name : null,
            ProbeShares.Count > 1 ? FormattableString.Invariant($"probe={place.ProbeShare}") : null,
            Temperatures.Count > 1 ? FormattableString.Invariant($"τ={temperature}") : null,
            Deviations is { Count: > 1 } && smoothing.Samples > 0 ? FormattableString.Invariant($"σ={smoothing.Deviation:0.####}") : null,
            NoiseSamples.Count > 1 && smoothing.Samples > 0 ? FormattableString.Invariant($"n={smoothing.Samples}") : null,
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }
}
