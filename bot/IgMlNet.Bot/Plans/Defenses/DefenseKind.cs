using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>The defenses that a plan can have, those of the paper's Table 5 first. To add one, list it in <see cref="All"/>.</summary>
internal abstract class DefenseKind
{
    private const string Everything = "all";

    private protected DefenseKind(string id, string description) => (Id, Description) = (id, description);

    /// <summary>Hedge Defense.</summary>
    public static DefenseKind Hedge { get; } = new DefenseKind<FixedDefense>(
        "hd", "Hedge Defense",
        new FixedDefense(() => Hedge!, static threatModel => new HedgeDefense(HedgeDefenseOptions.For(threatModel.Epsilon))),
        FixedDefense.Group);

    /// <summary>SODEF.</summary>
    public static DefenseKind StableOde { get; } = new DefenseKind<TrainedOde>(
        "sodef", "a stable neural ODE behind the features", new TrainedOde(), TrainedOde.Group);

    /// <summary>The anti-adversary.</summary>
    public static DefenseKind AntiAdversary { get; } = new DefenseKind<FixedDefense>(
        "caaa", "the anti-adversary", new FixedDefense(() => AntiAdversary!, static _ => new AntiAdversary()), FixedDefense.Group);

    /// <summary>Randomized smoothing by itself.</summary>
    public static DefenseKind Smoothing { get; } = new DefenseKind<SmoothingGrid>(
        "rs", "only randomized smoothing", new SmoothingGrid(), SmoothingGrid.Group);

    /// <summary>The Interpretability-Guided Defense.</summary>
    public static DefenseKind InterpretabilityGuided { get; } = new DefenseKind<MaskGrid>(
        "ig", "the Interpretability-Guided Defense", new MaskGrid(), MaskSettings.Group);

    /// <summary>Bit-depth reduction, a control whose gradients vanish.</summary>
    public static DefenseKind BitDepth { get; } = new DefenseKind<FixedDefense>(
        "bits", "3-bit pixels, a control", new FixedDefense(() => BitDepth!, static _ => new BitDepthReduction()), FixedDefense.Group);

    /// <summary>Those of the paper's Table 5, in its order.</summary>
    public static IReadOnlyList<DefenseKind> OfThePaper { get; } = [Hedge, StableOde, AntiAdversary, Smoothing, InterpretabilityGuided];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DefenseKind> All { get; } = [.. OfThePaper, BitDepth];

    /// <summary>The settings of any of them.</summary>
    public static IReadOnlyList<Setting> AllSettings { get; } = [.. All.SelectMany(kind => kind.Settings).Distinct()];

    /// <summary>Which defenses the command line asks for.</summary>
    public static Setting<IReadOnlyList<DefenseKind>> Kinds { get; } = new(
        null,
        Notations.ListOf<IReadOnlyList<DefenseKind>, IReadOnlyList<DefenseKind>>(
            Notations.OneOf<IReadOnlyList<DefenseKind>>([.. All.Select(kind => (kind.Id, kind.Alone)), (Everything, OfThePaper)]),
            static kinds => kinds.SelectMany(some => some).CountBy(kind => kind.Id).FirstOrDefault(kind => kind.Value > 1).Key is { } twice
                ? throw new ValueException($"'{twice}' is named twice", "Name it once")
                : [.. kinds.SelectMany(some => some)],
            static kinds => kinds.SequenceEqual(OfThePaper) ? [OfThePaper] : [.. kinds.Select(kind => kind.Alone)]),
        $"Defenses, separated by commas: {string.Join(", ", All.Select(kind => $"{kind.Id} ({kind.Description})"))}; {Everything} for those of the paper's Table 5.")
    { Option = "--defenses", Unset = "none, the base model" };

    /// <summary>Which defense an object of a plan is.</summary>
    public static Setting<DefenseKind> Kind { get; } = new(
        "kind", Notations.OneOf([.. All.Select(kind => (kind.Id, kind))]), "Which defense: masks by importance, or another.");

    /// <summary>How an object of a plan's defenses is read and written.</summary>
    public static ObjectForm<PlanDefense> Form { get; } = new(
        [Kind, .. AllSettings], static (defense, source) => defense with { Source = source }, ReadAny, WriteAny, SchemaOfAny);

    /// <summary>The name in commands and plans.</summary>
    public string Id { get; }

    /// <summary>What it is, for help.</summary>
    public string Description { get; }

    /// <summary>A new defense of the kind.</summary>
    public abstract PlanDefense New { get; }

    /// <summary>Its settings.</summary>
    public abstract IEnumerable<Setting> Settings { get; }

    /// <summary>The options of the settings that are properties of the defense itself.</summary>
    public abstract IEnumerable<(Setting Setting, Func<Option> Create)> Options { get; }

    private IReadOnlyList<DefenseKind> Alone => _alone ??= [this];

    private IReadOnlyList<DefenseKind>? _alone;

    /// <summary>A new defense with what a command line gives.</summary>
    public abstract PlanDefense Apply(ParseResult arguments, Func<Setting, Option?> optionOf);

    /// <summary>The values of a defense of the kind, as options have them.</summary>
    public abstract IEnumerable<(Setting Setting, string Text)> Texts(PlanDefense defense);

    /// <inheritdoc/>
    public override string ToString() => Id;

    private protected abstract PlanDefense Read(JsonMembers members);

    private protected abstract void Write(Utf8JsonWriter json, PlanDefense defense, FileForm form);

    private protected abstract JsonObject Schema();

    private static PlanDefense ReadAny(JsonMembers members)
    {
        var kind = InterpretabilityGuided;
        if (members.Take(Kind.Name!) is { } word)
        {
            kind = Kind.Notation.Read(
                word, kind, static path => path, (problem, _) => members.Fault(Kind.Name!, problem.Problem, problem.Remedy));
        }

        foreach (var other in All.Where(other => other != kind))
        {
            foreach (var setting in other.Settings.Where(setting => setting.Name is not null))
                members.Elsewhere(setting.Name!, $"\"{Kind.Name}\": \"{other.Id}\"");
        }

        return kind.Read(members);
    }

    private static void WriteAny(Utf8JsonWriter json, PlanDefense defense, FileForm form)
    {
        // The project's own defense is what an object without a kind is.
        if (defense.Kind != InterpretabilityGuided)
            json.WriteString(Kind.Name!, defense.Kind.Id);
        defense.Kind.Write(json, defense, form);
    }

    private static JsonObject SchemaOfAny()
    {
        var (properties, conditions) = (new JsonObject { [Kind.Name!] = Kind.Of<PlanDefense>(d => d.Kind, (d, _) => d).Schema(InterpretabilityGuided.New) }, new JsonArray());
        foreach (var kind in All.Reverse())
        {
            var own = kind.Schema();
            foreach (var (name, schema) in own)
                properties.TryAdd(name, schema!.DeepClone());
            var names = new JsonArray([Kind.Name!, .. own.Select(member => (JsonNode)member.Key)]);
            var isKind = new JsonObject { ["properties"] = new JsonObject { [Kind.Name!] = new JsonObject { ["const"] = kind.Id } } };
            if (kind != InterpretabilityGuided)
                isKind["required"] = new JsonArray(Kind.Name!);
            conditions.Add(new JsonObject { ["if"] = isKind, ["then"] = new JsonObject { ["propertyNames"] = new JsonObject { ["enum"] = names } } });
        }

        return new JsonObject
        {
            ["description"] = "Variants of the Interpretability-Guided Defense: every ranking with every layer, k, τ and smoothing of the lists; or a defense to compare it with.",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["allOf"] = conditions,
        };
    }
}
