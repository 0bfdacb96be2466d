using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.Reporting;
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
    private readonly Dictionary<(string Method, string Layer), NeuronImportanceRanking> _rankings = [];
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
        var layer = ModelOptions.LayerOf(classifier, model.Layer ?? fromFile?.Layer);
        foreach (var k in defense.K)
            k.Check(layer);
        var rankings = Methods(plan, defense, fromFile, images)
            .Select(method => Ranking(method, layer, fromFile, cancellationToken)).ToList();

        // The control is masked with the k that the first ranking deserves.
        var random = new RandomRanking(_seed).Id;
        var decisive = rankings.Find(ranking => ranking.Manifest.Method != random) ?? rankings[0];
        var kept = rankings.Where(ranking => ranking == decisive || ranking.Manifest.Method != random).ToDictionary(
            ranking => ranking,
            ranking => defense.K.Select(k => k.For(classifier, layer, ranking, () => images.Probe, cancellationToken)).Distinct().ToList());
        foreach (var group in kept.SelectMany(one => one.Value.Select(k => (k, one.Key))).GroupBy(one => one.k, one => one.Key))
            view.Masked(layer, group.Key, group.Select(ranking => RankingMethod.Find(ranking.Manifest.Method).DisplayName));
        return
            from ranking in rankings
            from options in Grid(defense, kept.GetValueOrDefault(ranking, kept[decisive]), images.ThreatModel)
            select new InterpretabilityGuided(ranking, options);
    }

    /// <summary>The settings of a grid of defenses, for each of its rankings.</summary>
    /// <param name="defense">The grid.</param>
    /// <param name="kept">Its k as numbers.</param>
    /// <param name="threatModel">What σ follows from where it is not given.</param>
    /// <exception cref="InputException">σ is needed and was not given, or is not needed and was.</exception>
    public static IEnumerable<InterpretabilityGuidedOptions> Grid(PlanDefense defense, IReadOnlyList<int> kept, ThreatModel threatModel) =>
        from k in kept
        from temperature in defense.Temperatures
        from smoothing in DefenseOptions.Smoothings(defense, threatModel)
        select new InterpretabilityGuidedOptions
        {
            K = k,
            Temperature = temperature,
            Smoothing = smoothing,
            Label = LabelOf(defense, temperature, smoothing),
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
        IReadOnlyList<RankingMethod> asked = defense.Rankings is { } ids ? [.. ids.Select(RankingMethod.Find)]
            : ClipOptions.IsThere(defense.Clip, images.Source) ? [new RandomRanking(seed), LeaveOneOut.Signed, new ClipDissect()]
            : [new RandomRanking(seed), LeaveOneOut.Signed];
        var toRank = ClipOptions.Apply(
            defense.Clip, [.. asked.Where(method => method.Id != file?.Method.Id)], images.Source)
            .ToDictionary(method => method.Id, method => method is RandomRanking ? new RandomRanking(seed) : method);
        var methods = asked.Select(method => toRank.GetValueOrDefault(method.Id, method)).ToList();
        if (file is not null && methods.TrueForAll(method => method.Id != file.Method.Id))
            methods.Add(file.Method);
        return methods;
    }

    /// <summary>What tells variants of a grid apart beyond ranking, k and whether they are smoothed.</summary>
    private static string LabelOf(PlanDefense defense, double temperature, Smoothing smoothing)
    {
        string?[] parts =
        [
            defense.Temperatures.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"τ={temperature}") : null,
            defense.Deviations is { Count: > 1 } && smoothing.Samples > 0
                ? string.Create(CultureInfo.InvariantCulture, $"σ={smoothing.Deviation:0.####}") : null,
            defense.NoiseSamples.Count > 1 && smoothing.Samples > 0
                ? string.Create(CultureInfo.InvariantCulture, $"n={smoothing.Samples}") : null,
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private NeuronImportanceRanking Ranking(
        RankingMethod method, NeuronLayer layer, RankingFromFile? fromFile, CancellationToken cancellationToken)
    {
        if (fromFile?.Method.Id == method.Id)
            return fromFile.For(classifier, layer);
        if (!_rankings.TryGetValue((method.Id, layer.Name), out var ranking))
        {
            ranking = view.Rank(
                $"ranking {layer.Name} by {method.DisplayName}",
                progress => method.Rank(classifier, layer, images.Probe, new RankingOptions(), progress, cancellationToken));
            _rankings.Add((method.Id, layer.Name), ranking);
        }

        return ranking;
    }
}
