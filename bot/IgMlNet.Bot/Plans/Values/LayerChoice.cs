using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>Which layers a grid of masks has: every one, or those that are named.</summary>
internal sealed record LayerChoice
{
    private const string AllWord = "all";

    private LayerChoice(IReadOnlyList<string>? names) => Names = names;

    /// <summary>Every neuron layer of the model.</summary>
    public static LayerChoice All { get; } = new((IReadOnlyList<string>?)null);

    /// <summary>How it is written: <c>all</c> by itself, or names.</summary>
    public static Notation<LayerChoice> Notation { get; } = Notations.ListOf(
        Notations.Text("list"),
        static names => !names.Contains(AllWord) ? new LayerChoice(names)
            : names.Count == 1 ? All
            : throw new ValueException($"has '{AllWord}' next to others", "Write it by itself, or leave it out"),
        static choice => choice.Names ?? [AllWord]);

    /// <summary>The names; null for every layer.</summary>
    public IReadOnlyList<string>? Names { get; }
}
