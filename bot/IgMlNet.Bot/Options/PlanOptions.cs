using System.CommandLine;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Options;

/// <summary>
/// The settings of a plan as options. A command adds the groups that it has; what it does not add, or what is not given, has the defaults
/// of the command's plan.
/// </summary>
internal sealed class PlanOptions
{
    private readonly Dictionary<Setting, Option> _options = [];
    private readonly EvaluationPlan _defaults;
    private readonly Option<IReadOnlyList<DefenseKind>> _kinds;
    private readonly Option<EvaluationBudget> _budget;

    /// <summary>Options with the defaults of a plan.</summary>
    /// <param name="defaults">The plan of a command line that gives nothing.</param>
    /// <param name="unset">What help shows as the default of some settings, where other options decide it.</param>
    public PlanOptions(EvaluationPlan? defaults = null, params IReadOnlyList<(Setting Setting, string Text)> unset)
    {
        _defaults = defaults ?? new EvaluationPlan();
        var texts = unset.ToDictionary(one => one.Setting, one => one.Text);
        Make(PlanSettings.Group.Properties, _defaults);
        Make(ModelSettings.Group.Properties, _defaults.Models[0]);
        Make(ClipSettings.Group.Properties, new PlanClip());
        foreach (var (setting, create) in DefenseKind.All.SelectMany(kind => kind.Options))
        {
            if (!_options.ContainsKey(setting))
                _options.Add(setting, create());
        }

        IReadOnlyList<DefenseKind> kinds = [.. _defaults.Defenses.Select(defense => defense.Kind)];
        _kinds = new IgmlOption<IReadOnlyList<DefenseKind>>(
            DefenseKind.Kinds, kinds, kinds.Count == 0 ? DefenseKind.Kinds.Unset : DefenseKind.Kinds.Notation.Text(kinds));
        _budget = new IgmlOption<EvaluationBudget>(EvaluationBudget.Setting, EvaluationBudget.Standard, EvaluationBudget.Standard.Id);
        (_options[DefenseKind.Kinds], _options[EvaluationBudget.Setting]) = (_kinds, _budget);

        void Make<TRecord>(IEnumerable<IOptionProperty<TRecord>> properties, TRecord record)
        {
            foreach (var property in properties.Where(property => property.Setting.Option is not null))
                _options.Add(property.Setting, property.ToOption(record, texts.GetValueOrDefault(property.Setting)));
        }
    }

    /// <summary>The data set.</summary>
    public IReadOnlyList<Option> Dataset => Of(PlanSettings.Dataset, PlanSettings.Preprocessing);

    /// <summary>The images to attack.</summary>
    public IReadOnlyList<Option> Images => [.. Dataset, .. Of(PlanSettings.Split, PlanSettings.Samples)];

    /// <summary>The images to rank neurons on.</summary>
    public IReadOnlyList<Option> Probe => Of(PlanSettings.ProbeSamples);

    /// <summary>The base model.</summary>
    public IReadOnlyList<Option> Model => [.. ModelSettings.Group.Settings.Select(setting => _options[setting])];

    /// <summary>The defenses.</summary>
    public IReadOnlyList<Option> Defenses =>
        [_kinds, .. DefenseKind.All.Reverse().SelectMany(kind => kind.Options).Select(option => _options[option.Setting]).Distinct()];

    /// <summary>How CD-IR ranks.</summary>
    public IReadOnlyList<Option> Clip => [.. ClipSettings.Group.Settings.Select(setting => _options[setting])];

    /// <summary>Norm and ε.</summary>
    public IReadOnlyList<Option> ThreatModel => Of(PlanSettings.Norm, PlanSettings.Epsilon);

    /// <summary>How attacks are run and judged.</summary>
    public IReadOnlyList<Option> Run => Of(PlanSettings.Draws, PlanSettings.BatchSize, PlanSettings.Seed);

    /// <summary>All options of an evaluation, in groups of help.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Groups =>
    [
        ("Images", [.. Images, .. Probe]),
        ("Model", Model),
        ("Defense", Defenses),
        ("CD-IR", Clip),
        ("Attack", [.. ThreatModel, .. Of(PlanSettings.Attacks, PlanSettings.AttackedImages)]),
        ("Evaluation", [_budget, .. Of(PlanSettings.Preset), .. Run, .. Of(PlanSettings.CompareWith, PlanSettings.Title)]),
    ];

    /// <summary>The options of some settings.</summary>
    public IReadOnlyList<Option> Of(params IReadOnlyList<Setting> settings) => [.. settings.Select(setting => _options[setting])];

    /// <summary>Whether a command line gives a setting.</summary>
    public bool IsGiven(ParseResult arguments, Setting setting) => arguments.IsGiven(_options[setting]);

    /// <summary>The plan that a command line makes.</summary>
    /// <exception cref="InputException">An option is for a defense that is not asked for.</exception>
    public EvaluationPlan Plan(ParseResult arguments)
    {
        var plan = Apply(arguments, PlanSettings.Group.Properties, _defaults);
        var preset = plan.Preset;
        var clip = ClipOf(arguments);
        plan = plan with
        {
            Models = [Apply(arguments, ModelSettings.Group.Properties, plan.Models[0])],
            Defenses = preset is null || Given(arguments, Defenses) is not null ? Made(arguments, clip) : preset.DefensesBy(clip),
            Attacks = AttackList.Expanded(plan.Attacks),
        };
        return preset?.Complete(plan) ?? plan;
    }

    /// <summary>The plan that a command line makes, with the images and attacks of a budget where it does not name them.</summary>
    /// <exception cref="InputException">An option is for a defense that is not asked for.</exception>
    public EvaluationPlan PlanWithinBudget(ParseResult arguments)
    {
        var (plan, budget) = (Plan(arguments), arguments.GetValue(_budget)!);
        if (!IsGiven(arguments, PlanSettings.Samples))
            plan = plan with { Samples = SampleCount.UpTo(budget.Samples) };
        return plan.Preset is not null || IsGiven(arguments, PlanSettings.Attacks)
            ? plan
            : plan with
            {
                Attacks = AttackList.Expanded(AttackList.Parse(budget.Attacks)),
                AttackedImages = IsGiven(arguments, PlanSettings.AttackedImages) ? plan.AttackedImages : budget.AttackedImages,
            };
    }

    /// <summary>A ranking method, of which CD-IR is as the command line has it.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="method">The method.</param>
    /// <param name="loaded">The plan.</param>
    /// <exception cref="InputException">CD-IR lacks a CLIP, or its options are given without it.</exception>
    public RankingMethod Method(ParseResult arguments, RankingMethod method, LoadedPlan loaded)
    {
        var grid = new MaskGrid { Rankings = RankingChoice.Of(method), Clip = ClipOf(arguments) };
        return grid.Methods(loaded)[0];
    }

    /// <summary>The first option that a command line gives; null where it gives none of them.</summary>
    public static Option? Given(ParseResult arguments, IEnumerable<Option> options) => options.FirstOrDefault(option => arguments.IsGiven(option));

    private PlanClip ClipOf(ParseResult arguments)
    {
        var clip = Apply(arguments, ClipSettings.Group.Properties, new PlanClip());
        return clip with { Given = ClipSettings.Group.Settings.FirstOrDefault(setting => setting.DecidesResults && IsGiven(arguments, setting)) };
    }

    private IReadOnlyList<PlanDefense> Made(ParseResult arguments, PlanClip clip)
    {
        var kinds = arguments.IsGiven(_kinds) ? arguments.GetValue(_kinds)!
            : _defaults.Defenses.Count > 0 ? [.. _defaults.Defenses.Select(defense => defense.Kind)]
            : DefenseKind.All.LastOrDefault(kind => kind.Settings.Any(IsGivenAndDecides)) is { } kind ? [kind]
            : [];
        foreach (var setting in DefenseKind.AllSettings.Where(IsGivenAndDecides))
        {
            var owners = DefenseKind.All.Where(kind => kind.Settings.Contains(setting)).ToList();
            if (!owners.Intersect(kinds).Any())
            {
                throw SettingSource.CommandLine.Fault(
                    setting, $"is for {string.Join(" or ", owners.Select(kind => kind.Description))}",
                    $"Add {string.Join(" or ", owners.Select(kind => kind.Id))} to {DefenseKind.Kinds.Option}, or leave it out");
            }
        }

        return
        [
            .. kinds.Select(kind => kind.Apply(arguments, setting => _options.GetValueOrDefault(setting)))
                .Select(defense => defense is MaskGrid grid ? grid with { Clip = clip } : defense),
        ];

        bool IsGivenAndDecides(Setting setting) => setting is { Option: not null, DecidesResults: true } && IsGiven(arguments, setting);
    }

    private TRecord Apply<TRecord>(ParseResult arguments, IEnumerable<IOptionProperty<TRecord>> properties, TRecord record) => properties
        .Where(property => property.Setting.Option is not null)
        .Aggregate(record, (changed, property) => property.Apply(arguments, _options[property.Setting], changed));
}
