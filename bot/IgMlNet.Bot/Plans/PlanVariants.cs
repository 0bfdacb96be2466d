using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Training.Ode;

namespace IgMlNet.Bot.Plans;

/// <summary>Makes the defenses of a plan for one of its models: ranks neurons, chooses k, and spells the grids out.</summary>
internal sealed class PlanVariants(
    EvaluationPlan plan, PlanImages images, PlanModel model, Classifier classifier, EvaluationView view)
{
    private readonly Dictionary<(string Method, string Layer, int ProbeImages), NeuronImportanceRanking> _rankings = [];
    private readonly RandomSeed _seed = new(plan.Seed);

    /// <summary>Checks what can be known of a plan's defenses before a model is loaded.</summary>
    /// <exception cref="InputException">σ is needed and not given, or a ranking's file is not there.</exception>
    public static void Check(EvaluationPlan plan, PlanImages images)
    {
        foreach (var defense in plan.Defenses)
        {
            if (defense.Kind.IsNoisy)
                DefenseOptions.Smoothings(defense, images.ThreatModel);
            if (defense.StableOdeFile is { } trained)
                StableOdeWeights.Load(trained);
            if (defense.Kind == DefenseKind.InterpretabilityGuided)
                Methods(plan, defense, defense.RankingFile is { } path ? RankingFromFile.Open(path) : null, images);
        }
    }

    /// <summary>The defenses, in the order of the plan.</summary>
    /// <exception cref="InputException">A ranking, a layer or a k is not of the model.</exception>
    public IReadOnlyList<Defense> Create(CancellationToken cancellationToken) =>
        [.. plan.Defenses.SelectMany(defense => Create(defense, cancellationToken))];

    private IEnumerable<Defense> Create(PlanDefense defense, CancellationToken cancellationToken)
    {
        return defense.Kind == DefenseKind.InterpretabilityGuided ? Masks(defense, cancellationToken)
            : defense.Kind == DefenseKind.StableOde ? [new StableOde(StableOde(defense.StableOdeFile, cancellationToken))]
            : Simple(defense, images.ThreatModel);
    }

    /// <summary>The identifiers of defenses other than masks.</summary>
    public static IEnumerable<string> IdsOf(PlanDefense defense, ThreatModel threatModel) => defense.Kind == DefenseKind.StableOde
        ? [DefenseKind.StableOde.Id]
        : Simple(defense, threatModel).Select(made => made.Id);

    /// <summary>Defenses that nothing has to be ranked or trained for.</summary>
    private static IEnumerable<Defense> Simple(PlanDefense defense, ThreatModel threatModel) =>
        defense.Kind == DefenseKind.Hedge ? [new HedgeDefense(HedgeDefenseOptions.For(threatModel.Epsilon))]
        : defense.Kind == DefenseKind.AntiAdversary ? [new AntiAdversary()]
        : DefenseOptions.Smoothings(defense, threatModel).Select(smoothing => new RandomizedSmoothing(smoothing));

    private StableOdeWeights StableOde(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            var trained = view.Train(progress => new StableOdeTrainer(new StableOdeTrainingOptions { Seed = _seed })
                .Train(classifier, images.Probe, progress, cancellationToken));
            view.Trained(trained, images.Probe);
            return trained.Weights;
        }

        return StableOdeOf(path, classifier, cancellationToken);
    }

    /// <summary>SODEF from a file, for a model.</summary>
    /// <exception cref="InputException">It cannot be read, or is of another model.</exception>
    public static StableOdeWeights StableOdeOf(string path, Classifier classifier, CancellationToken cancellationToken)
    {
        var weights = StableOdeWeights.Load(path, cancellationToken);
        if (weights.ModelHash.Length > 0 && weights.ModelHash != classifier.ContentHash)
            throw new InputException(path, "was trained on a model with other weights", "Make it again with 'igml train sodef'");
        return (weights.FeatureCount, weights.ClassCount) == (classifier.FeatureCount, classifier.ClassCount)
            ? weights
            : throw new InputException(
                path,
                FormattableString.Invariant($"takes {weights.FeatureCount} features and knows {weights.ClassCount} classes; ") +
                FormattableString.Invariant($"the model has {classifier.FeatureCount} and {classifier.ClassCount}"),
                "Give one that was trained on the model");
    }

    private IEnumerable<Defense> Masks(PlanDefense defense, CancellationToken cancellationToken)
    {
        var fromFile = defense.RankingFile is { } path ? RankingFromFile.Open(path) : null;
        var (own, places) = Places(defense, model, fromFile, classifier);
        foreach (var (k, place) in defense.K.SelectMany(k => places.Select(place => (k, place))))
            k.Check(place.Layer, own);
        var methods = Methods(plan, defense, fromFile, images);
        var masks = places.Select(place => Masks(defense, methods, own, place, fromFile, cancellationToken)).ToList();

        // All of a ranking stand together, in the order of the grid.
        return Enumerable.Range(0, methods.Count).SelectMany(method => masks.SelectMany(rankings => rankings[method]));
    }

    /// <summary>The masks of one layer by rankings on one share of the probe images: those of every method.</summary>
    private List<IEnumerable<Defense>> Masks(
        PlanDefense defense,
        List<RankingMethod> methods,
        NeuronLayer own,
        (NeuronLayer Layer, double ProbeShare) place,
        RankingFromFile? fromFile,
        CancellationToken cancellationToken)
    {
        var rankings = methods.ConvertAll(method => Ranking(method, place.Layer, place.ProbeShare, fromFile, cancellationToken));

        // Controls are masked with the k of the first ranking that is none.
        var decisive = rankings.Find(ranking => !IsControl(ranking)) ?? rankings[0];
        var kept = rankings.Where(ranking => ranking == decisive || !IsControl(ranking)).ToDictionary(
            ranking => ranking,
            ranking => defense.K.Select(k => k.For(classifier, own, ranking, () => images.Probe, cancellationToken)).Distinct().ToList());
        foreach (var group in kept.SelectMany(one => one.Value.Select(k => (k, one.Key))).GroupBy(one => one.k, one => one.Key))
            view.Masked(place.Layer, group.Key, group.Select(ranking => RankingMethod.Find(ranking.Manifest.Method).DisplayName));
        return rankings.ConvertAll(ranking => Grid(defense, place, kept.GetValueOrDefault(ranking, kept[decisive]), images.ThreatModel)
            .Select(Defense (options) => new InterpretabilityGuided(ranking, options)));
    }

    private static bool IsControl(NeuronImportanceRanking ranking) => RankingMethod.Find(ranking.Manifest.Method).IsControl;

    /// <summary>Where a grid of defenses masks, and by how many probe images it ranks.</summary>
    /// <returns>The model's own layer, of which k is a share, and every layer with every share of the probe images.</returns>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public static (NeuronLayer Own, IReadOnlyList<(NeuronLayer Layer, double ProbeShare)> Places) Places(
        PlanDefense defense, PlanModel model, RankingFromFile? fromFile, Classifier classifier)
    {
        var own = ModelOptions.LayerOf(classifier, model.Layer ?? fromFile?.Layer);
        IEnumerable<NeuronLayer> layers = defense.Layers switch
        {
            null => [own],
            [PlanDefense.AllLayers] => classifier.NeuronLayers,
            { } names => names.Select(name => ModelOptions.LayerOf(classifier, name)),
        };
        return (own, [.. from layer in layers from share in defense.ProbeShares select (layer, share)]);
    }

    /// <summary>The settings of a grid of defenses, for each of its rankings.</summary>
    /// <param name="defense">The grid.</param>
    /// <param name="place">The layer, and the share of the probe images that it is ranked on.</param>
    /// <param name="kept">Its k as numbers.</param>
    /// <param name="threatModel">What σ follows from where it is not given.</param>
    /// <exception cref="InputException">σ is needed and was not given, or is not needed and was.</exception>
    public static IEnumerable<InterpretabilityGuidedOptions> Grid(
        PlanDefense defense, (NeuronLayer Layer, double ProbeShare) place, IReadOnlyList<int> kept, ThreatModel threatModel) =>
        from k in kept
        from temperature in defense.Temperatures
        from smoothing in DefenseOptions.Smoothings(defense, threatModel)
        select new InterpretabilityGuidedOptions
        {
            K = k,
            Temperature = temperature,
            Smoothing = smoothing,
            Label = LabelOf(defense, place, temperature, smoothing),
        };

    /// <summary>That a plan compares with a variant that it has not.</summary>
    public static InputException NotAmong(string compared, IEnumerable<string> variants) => new(
        "--compare-with", $"there is no variant '{compared}'", $"Choose from {string.Join(", ", variants)}");

    /// <summary>The ranking methods of a grid of defenses.</summary>
    /// <exception cref="InputException">CD-IR lacks a CLIP.</exception>
    public static List<RankingMethod> Methods(
        EvaluationPlan plan, PlanDefense defense, RankingFromFile? file, PlanImages images)
    {
        var seed = new RandomSeed(plan.Seed);
        IReadOnlyList<RankingMethod> papers =
            ClipOptions.IsThere(defense.Clip, images.Source) ? [LeaveOneOut.Signed, new ClipDissect()] : [LeaveOneOut.Signed];
        IReadOnlyList<RankingMethod> asked = defense.Rankings switch
        {
            null => [RandomRanking.Keeping(seed), .. papers],
            [PlanDefense.PapersRankings] => papers,
            { } ids => [.. ids.Select(RankingMethod.Find)],
        };
        var toRank = ClipOptions.Apply(
            defense.Clip, [.. asked.Where(method => method.Id != file?.Method.Id)], images.Source)
            .ToDictionary(method => method.Id, method => method.WithSeed(seed));
        var methods = asked.Select(method => toRank.GetValueOrDefault(method.Id, method)).ToList();
        if (file is not null && methods.TrueForAll(method => method.Id != file.Method.Id))
            methods.Add(file.Method);
        return methods;
    }

    /// <summary>What tells variants of a grid apart beyond ranking, k and whether they are smoothed.</summary>
    private static string LabelOf(
        PlanDefense defense, (NeuronLayer Layer, double ProbeShare) place, double temperature, Smoothing smoothing)
    {
        string?[] parts =
        [
            defense.Layers is not null ? place.Layer.Name : null,
            defense.ProbeShares.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"probe={place.ProbeShare}") : null,
            defense.Temperatures.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"τ={temperature}") : null,
            defense.Deviations is { Count: > 1 } && smoothing.Samples > 0
                ? string.Create(CultureInfo.InvariantCulture, $"σ={smoothing.Deviation:0.####}") : null,
            defense.NoiseSamples.Count > 1 && smoothing.Samples > 0
                ? string.Create(CultureInfo.InvariantCulture, $"n={smoothing.Samples}") : null,
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private NeuronImportanceRanking Ranking(
        RankingMethod method, NeuronLayer layer, double probeShare, RankingFromFile? fromFile, CancellationToken cancellationToken)
    {
        if (fromFile?.Method.Id == method.Id)
            return fromFile.For(classifier, layer);

        // Classes are taken in turn: at least one image of each.
        var count = Math.Max(images.Probe.ClassNames.Count, (int)(probeShare * images.Probe.Count));
        if (!_rankings.TryGetValue((method.Id, layer.Name, count), out var ranking))
        {
            var probe = ProbeOptions.Take(images.Probe, count);
            ranking = view.Rank(
                $"ranking {layer.Name} by {method.DisplayName}",
                progress => method.Rank(classifier, layer, probe, new RankingOptions(), progress, cancellationToken));
            _rankings.Add((method.Id, layer.Name, count), ranking);
        }

        return ranking;
    }
}
