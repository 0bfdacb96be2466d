using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Bot.Options;

/// <summary>
/// Reads <c>--attacks</c>: names with their number of steps or queries, and presets, such as <c>fgsm,pgd-20,square-1000</c> or
/// <c>iw-wc</c>.
/// </summary>
internal static class AttackList
{
    private const string Option = "--attacks";

    /// <summary>What help names.</summary>
    public static string Names { get; } =
        $"{string.Join(", ", AttackRecipe.Names)}; of any of them {string.Join(", ", AttackRecipe.Patterns)}; presets: " +
        string.Join("; ", AttackPreset.All.Select(preset => $"{preset.Id}, {preset.Description}"));

    /// <summary>The attacks of a list, presets spelt out.</summary>
    /// <exception cref="InputException">One is not known, or named twice.</exception>
    public static IReadOnlyList<AttackRecipe> Parse(string text)
    {
        var attacks = OptionText.ListOf(Option, One, named => string.Join(',', named.Select(attack => attack.Id)))(text)
            .SelectMany(named => named).ToList();
        return attacks.CountBy(attack => attack.Id).FirstOrDefault(id => id.Value > 1).Key is not { } twice
            ? attacks
            : throw new InputException(Option, $"'{twice}' is named twice", "Name it once, or not at all where a preset has it");
    }

    private static IReadOnlyList<AttackRecipe> One(string text)
    {
        try
        {
            return AttackPreset.Expand(text);
        }
        catch (InputException e)
        {
            throw new InputException(
                Option, $"'{text}' is not known", $"{e.Remedy}, or a preset: {string.Join(", ", AttackPreset.All.Select(preset => preset.Id))}");
        }
    }
}
