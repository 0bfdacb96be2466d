using IgMlNet.IO;

namespace IgMlNet.Bot.Plans;

/// <summary>The defenses that a plan can ask for, in the order of the paper's Table 5.</summary>
internal sealed class DefenseKind
{
    private const string Option = "--defenses";
    private const string Everything = "all";

    private DefenseKind(string id, string description) => (Id, Description) = (id, description);

    /// <summary>Hedge Defense.</summary>
    public static DefenseKind Hedge { get; } = new("hd", "Hedge Defense");

    /// <summary>SODEF.</summary>
    public static DefenseKind StableOde { get; } = new("sodef", "a stable neural ODE behind the features");

    /// <summary>The anti-adversary.</summary>
    public static DefenseKind AntiAdversary { get; } = new("caaa", "the anti-adversary");

    /// <summary>Randomized smoothing alone.</summary>
    public static DefenseKind Smoothing { get; } = new("rs", "randomized smoothing alone");

    /// <summary>The Interpretability-Guided Defense.</summary>
    public static DefenseKind InterpretabilityGuided { get; } = new("ig", "the Interpretability-Guided Defense");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DefenseKind> All { get; } = [Hedge, StableOde, AntiAdversary, Smoothing, InterpretabilityGuided];

    /// <summary>What help says of them.</summary>
    public static string Help { get; } =
        string.Join(", ", All.Select(kind => $"{kind.Id} ({kind.Description})")) + $"; {Everything} for all, the paper's Table 5";

    /// <summary>The name in commands and plans.</summary>
    public string Id { get; }

    /// <summary>Whether noise may be part of it.</summary>
    public bool IsNoisy => this == Smoothing || this == InterpretabilityGuided;

    /// <summary>What it is, for help.</summary>
    public string Description { get; }

    /// <summary>Finds a defense by its name; capitals do not matter.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static DefenseKind Find(string id) => OptionText.OneOf(Option, [.. All.Select(kind => (kind.Id, kind))])(id);

    /// <summary>Reads names apart by commas, or <c>all</c>.</summary>
    /// <exception cref="InputException">There is none of a name.</exception>
    public static IReadOnlyList<DefenseKind> Parse(string text) => string.Equals(text, Everything, StringComparison.OrdinalIgnoreCase)
        ? All
        : OptionText.ListOf(Option, Find, kind => kind.Id)(text);
}
