using System.Text.Json.Nodes;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>
/// Attacks by their names, each with its number of steps or queries, and presets of attacks, such as <c>fgsm,pgd-20,square-1000</c> or
/// <c>iw-wc</c>. The names are read once; plans keep them as they were written.
/// </summary>
internal static class AttackList
{
    /// <summary>What help names.</summary>
    public static string Names { get; } =
        $"{string.Join(", ", AttackRecipe.Names)}; of any of them {string.Join(", ", AttackRecipe.Patterns)}; presets: " +
        string.Join("; ", AttackPreset.All.Select(preset => $"{preset.Id}, {preset.Description}"));

    /// <summary>How a list is written.</summary>
    public static Notation<IReadOnlyList<NamedAttack>> Notation { get; } = Notations.ListOf<NamedAttack, IReadOnlyList<NamedAttack>>(
        new ScalarNotation<NamedAttack>(One, static attack => attack.Name, static () => new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = "^([A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*|[Ff][Ii][Ll][Ee]:.*\\S.*)$",
        })
        {
            ValueName = "list",
            Examples = ["fgsm", "pgd-20", "apgd-ce-50", "transfer-autoattack", "figure-7c"],
            Mistakes = ["pgd-0", "apgd-xy", "square-eot20", ""],
        },
        Distinct,
        static attacks => attacks);

    /// <summary>The attacks of a list that the program itself names.</summary>
    public static IReadOnlyList<NamedAttack> Parse(string text) => Notation.Parse(text);

    /// <summary>The attacks, presets spelt out, each under its full name.</summary>
    public static IReadOnlyList<NamedAttack> Expanded(IReadOnlyList<NamedAttack> attacks) =>
        [.. attacks.SelectMany(attack => attack.Recipes).Select(recipe => new NamedAttack(recipe.Id, [recipe]))];

    private static NamedAttack One(string text)
    {
        try
        {
            return new NamedAttack(text, AttackPreset.Expand(text));
        }
        catch (InputException e)
        {
            throw new ValueException(
                $"'{text}' is not known", $"{e.Remedy}, or a preset: {string.Join(", ", AttackPreset.All.Select(preset => preset.Id))}");
        }
    }

    private static IReadOnlyList<NamedAttack> Distinct(IReadOnlyList<NamedAttack> attacks) =>
        attacks.SelectMany(attack => attack.Recipes).CountBy(recipe => recipe.Id).FirstOrDefault(id => id.Value > 1).Key is not { } twice
            ? attacks
            : throw new ValueException($"'{twice}' is named twice", "Name it once, or not at all where a preset has it");
}
