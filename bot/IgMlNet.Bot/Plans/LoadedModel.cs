using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Training.Ode;

namespace IgMlNet.Bot.Plans;

/// <summary>A base model of a loaded plan, with what the plan wants of it: its layer, attacks, rankings and defenses.</summary>
internal sealed class LoadedModel(
    LoadedPlan plan,
    int index,
    OpenedModel opened,
    Dictionary<(int Model, string Method, string Layer, int Images), NeuronImportanceRanking> rankings)
{
    /// <summary>The plan.</summary>
    public LoadedPlan Plan => plan;

    /// <summary>The model with its names.</summary>
    public OpenedModel Opened => opened;

    /// <summary>The model.</summary>
    public Classifier Classifier => opened.Classifier;

    /// <summary>What a person sees of rankings, masks and trainings.</summary>
    public EvaluationView View { get; } = new(plan.Terminal);

    private PlanModel Wanted => plan.Plan.Models[index];

    /// <summary>The layer that the plan names for this model.</summary>
    /// <param name="otherwise">The layer where it names none; null for the last one.</param>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public NeuronLayer Layer(string? otherwise = null) =>
        Wanted.Layer is { } name ? LayerOf(name, Wanted.Source, ModelSettings.Layer)
        : otherwise is null ? Classifier.PenultimateLayer
        : LayerOf(otherwise, Wanted.Source, ModelSettings.Layer);

    /// <summary>A layer by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">Where it was named.</param>
    /// <param name="setting">The setting that names it.</param>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public NeuronLayer LayerOf(string name, SettingSource source, Setting setting) =>
        Classifier.NeuronLayers.FirstOrDefault(layer => string.Equals(layer.Name, name, StringComparison.Ordinal))
        ?? throw source.Fault(
            setting, $"{Classifier.Name} has no neuron layer '{name}'",
            $"Choose one of {string.Join(", ", Classifier.NeuronLayers.Select(layer => layer.Name))}");

    /// <summary>Makes attacks.</summary>
    /// <param name="attacks">Those of the plan, or of its sweep.</param>
    /// <param name="source">Where they were named.</param>
    /// <exception cref="InputException">An attack is not defined for so few classes or for the norm.</exception>
    public IReadOnlyList<Attack> Attacks(IReadOnlyList<NamedAttack> attacks, SettingSource source) =>
        [.. attacks.SelectMany(attack => attack.Recipes).Select(recipe => Checked(recipe.Create(Classifier), source, PlanSettings.Attacks))];

    /// <summary>An attack that is defined for the model and the threat model.</summary>
    /// <exception cref="InputException">It is not defined for so few classes or for the norm.</exception>
    public Attack Checked(Attack attack, SettingSource source, Setting setting)
    {
        if (attack.FewestClasses > Classifier.ClassCount)
        {
            throw source.Fault(
                setting,
                $"{attack.DisplayName} " + FormattableString.Invariant($"needs at least {attack.FewestClasses} classes, not {Classifier.ClassCount}"),
                "Leave it out");
        }

        var norm = plan.ThreatModel.Norm;
        return attack.Norms.Contains(norm)
            ? attack
            : throw source.Fault(
                setting, $"{attack.DisplayName} is defined for {string.Join(", ", attack.Norms)}, not for {norm}",
                $"Leave it out, or choose another {source.Name(PlanSettings.Norm)}");
    }

    /// <summary>Checks all that can be checked of the plan's layer and defenses before neurons are ranked.</summary>
    /// <exception cref="InputException">The first fault.</exception>
    public void Check()
    {
        if (Wanted.Layer is not null)
            Layer();
        foreach (var check in plan.Plan.Defenses.SelectMany(defense => defense.Checks(this)))
            check();
    }

    /// <summary>The plan's defenses.</summary>
    /// <exception cref="InputException">A ranking, a layer or a k is not of the model.</exception>
    public IReadOnlyList<Defense> Defenses(CancellationToken cancellationToken)
    {
        Check();
        return [.. plan.Plan.Defenses.SelectMany(defense => defense.Create(this, cancellationToken))];
    }

    /// <summary>Ranks the neurons of a layer; the same ranking however often it is asked for.</summary>
    /// <param name="method">How.</param>
    /// <param name="layer">Which layer.</param>
    /// <param name="probeShare">The share of the probe images to rank on, in (0,1]; at least one image per class.</param>
    /// <param name="cancellationToken">Ends the ranking early.</param>
    public NeuronImportanceRanking Rank(RankingMethod method, NeuronLayer layer, double probeShare, CancellationToken cancellationToken)
    {
        var count = Math.Max(plan.Probe.ClassNames.Count, (int)(probeShare * plan.Probe.Count));
        var key = (index, method.Id, layer.Name, count);
        if (!rankings.TryGetValue(key, out var ranking))
        {
            ranking = RankingView.Rank(plan.Terminal, method, Classifier, layer, plan.TakeProbe(plan.Probe, count), cancellationToken);
            rankings.Add(key, ranking);
        }

        return ranking;
    }

    /// <summary>Trains SODEF on the probe images.</summary>
    public StableOdeWeights TrainStableOde(CancellationToken cancellationToken)
    {
        var trained = View.Train(progress => new StableOdeTrainer(new StableOdeTrainingOptions { Seed = new RandomSeed(plan.Plan.Seed) })
            .Train(Classifier, plan.Probe, progress, cancellationToken));
        View.Trained(trained, plan.Probe);
        return trained.Weights;
    }
}
