using IgMlNet.Bot.Analyses;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// Finds all that is wrong with a plan at once: its form, the files that it names, and how models, layers, rankings and attacks go
/// together. Nothing is ranked or attacked. What rests on a member that is wrong by itself is passed over.
/// </summary>
internal sealed class PlanCheck
{
    private readonly string _path;
    private readonly EvaluationPlan _plan;
    private readonly List<InputException> _faults;
    private readonly CancellationToken _cancellationToken;

    private PlanCheck(string path, EvaluationPlan plan, List<InputException> faults, CancellationToken cancellationToken) =>
        (_path, _plan, _faults, _cancellationToken) = (path, plan, faults, cancellationToken);

    /// <summary>Checks a plan's file.</summary>
    /// <returns>The plan and its images; why models were not looked at, or null where they were.</returns>
    /// <exception cref="InputException">The file cannot be read.</exception>
    /// <exception cref="PlanFaultsException">All that is wrong.</exception>
    public static (EvaluationPlan Plan, PlanImages Images, string? ModelsUnseen) Run(string path, CancellationToken cancellationToken)
    {
        var faults = new List<InputException>();
        var plan = PlanLocation.Read(path, faults);
        var check = new PlanCheck(path, plan, faults, cancellationToken);
        string? unseen = null;
        if (check.Images() is { } images)
        {
            try
            {
                TorchNative.EnsureLoaded();
                check.Models(images);
            }
            catch (NativeBackendException e)
            {
                unseen = e.Message;
            }

            if (faults.Count == 0)
                return (plan, images, unseen);
        }

        throw new PlanFaultsException([.. faults.DistinctBy(fault => fault.Message)]);
    }

    /// <summary>Opens the images, with stand-ins for an ε and a number of images that are wrong; null where there are none.</summary>
    private PlanImages? Images()
    {
        Try(() => PlannedAnalysis.Check(_plan), e => PlanFile.InFile(_path, null, e));
        if (!IsSound("$.dataset", "$.preprocessing", "$.split"))
            return null;
        var plan = IsSound("$.norm", "$.epsilon") ? _plan : _plan with { Norm = Norm.Linf.Id, Epsilon = 1 / 255.0 };
        PlanImages? images = null;
        Try("$", () => images = PlanImages.Load(plan, _cancellationToken));
        if (images is null)
        {
            // The images may be there although ε or their number is wrong; each is told by itself then.
            Try("$", () => images = PlanImages.Load(plan with { RequiresSamples = false, Epsilon = 1 / 255.0 }, _cancellationToken));
            if (images is null)
                return null;
            Try("$", () => ThreatOptions.Resolve(Norm.Parse(plan.Norm), plan.Epsilon, images.Source));
            Try("$", () => PlanImages.RequireSamples(plan, images.Source, images.Available));
        }

        if (IsSound("$.probeSamples") && _plan.Defenses.Any(defense => defense.NeedsProbe))
            Try("$", () => _ = images.Probe);
        foreach (var (d, defense) in _plan.Defenses.Index())
        {
            var place = Item("$.defenses", d);
            if (!IsSound(place))
                continue;
            if (defense.Kind.IsNoisy)
                Try(place, () => DefenseOptions.Smoothings(defense, images.ThreatModel));
            if (defense.Kind == DefenseKind.InterpretabilityGuided)
            {
                Try(place, () => PlanVariants.Methods(
                    _plan, defense, defense.RankingFile is { } file ? RankingFromFile.Open(file) : null, images));
            }
        }

        return images;
    }

    private void Models(PlanImages images)
    {
        var variants = new HashSet<string>(StringComparer.Ordinal) { "base" };
        var areKnown = IsSound("$.compareWith", "$.models", "$.defenses");
        foreach (var (m, wanted) in _plan.Models.Index())
        {
            var place = Item("$.models", m);
            if (!IsSound(place))
                continue;
            Classifier? classifier = null;
            Try(place, () => classifier = wanted.Load(images, torch.CPU, _cancellationToken).Classifier);
            if (classifier is null)
            {
                areKnown = false;
                continue;
            }

            using (classifier)
            {
                Attacks("$.attacks", _plan.Attacks, classifier, images);
                Attacks("$.sweep.attacks", _plan.SweptAttacks, classifier, images);
                if (wanted.Layer is { } layer)
                    Try(place, () => ModelOptions.LayerOf(classifier, layer));
                if (!IsSound(place))
                    areKnown = false;
                else
                    areKnown &= Defenses(wanted, classifier, images, variants);
            }
        }

        if (areKnown && !variants.Contains(_plan.CompareWith))
            Try("$", () => throw PlanVariants.NotAmong(_plan.CompareWith, variants));
    }

    private void Attacks(string place, IReadOnlyList<string> attacks, Classifier classifier, PlanImages images)
    {
        if (!IsSound(place, "$.norm", "$.preset"))
            return;
        foreach (var recipe in attacks.SelectMany(AttackList.Parse))
        {
            Try(
                () => ThreatOptions.Checked(recipe.Create(classifier), "--attacks", classifier, images.ThreatModel),
                e => PlanFile.InFile(_path, place, e));
        }
    }

    /// <summary>Checks the defenses of a model, and names their variants.</summary>
    /// <returns>Whether all variants are known before neurons are ranked.</returns>
    private bool Defenses(PlanModel model, Classifier classifier, PlanImages images, HashSet<string> variants)
    {
        var areKnown = true;
        foreach (var (d, defense) in _plan.Defenses.Index())
        {
            var place = Item("$.defenses", d);
            if (!IsSound(place))
            {
                areKnown = false;
                continue;
            }

            Try(place, () =>
            {
                if (defense.StableOdeFile is { } trained)
                    PlanVariants.StableOdeOf(trained, classifier, _cancellationToken);
                if (defense.Kind != DefenseKind.InterpretabilityGuided)
                {
                    variants.UnionWith(PlanVariants.IdsOf(defense, images.ThreatModel));
                    return;
                }

                var file = defense.RankingFile is { } path ? RankingFromFile.Open(path) : null;
                var (own, places) = PlanVariants.Places(defense, model, file, classifier);
                foreach (var (layer, k) in places.SelectMany(one => defense.K.Select(k => (one.Layer, k))).Distinct())
                    Try(place, () => k.Check(layer, own));
                foreach (var (layer, _) in places)
                    file?.For(classifier, layer);
                areKnown &= defense.K.All(k => !k.IsSearched);
                var kept = defense.K.Where(k => !k.IsSearched).Select(k => k.In(own)).Distinct().ToList();
                variants.UnionWith(
                    from method in PlanVariants.Methods(_plan, defense, file, images)
                    from one in places
                    from options in PlanVariants.Grid(defense, one, kept, images.ThreatModel)
                    select InterpretabilityGuided.IdOf(method, options));
            });
        }

        return areKnown;
    }

    private bool IsSound(params IEnumerable<string> places) => !places.Any(place => _faults.Exists(fault =>
        fault.Place is { } at && at.StartsWith(place, StringComparison.Ordinal)
        && (at.Length == place.Length || at[place.Length] is '.' or '[')));

    /// <summary>Does something; what is wrong with an option is told of the member of an object that stands for it.</summary>
    private void Try(string prefix, Action action) => Try(action, e => PlanFile.Within(_path, prefix, e));

    private void Try(Action action, Func<InputException, InputException> told)
    {
        try
        {
            action();
        }
        catch (InputException e)
        {
            _faults.Add(told(e));
        }
    }

    private static string Item(string list, int index) => FormattableString.Invariant($"{list}[{index}]");
}
