using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Bot.Plans.Values;

/// <summary>An attack, or a preset of attacks, by its name in a plan.</summary>
/// <param name="Name">The name as it was written.</param>
/// <param name="Recipes">The attacks that it stands for.</param>
internal sealed record NamedAttack(string Name, IReadOnlyList<AttackRecipe> Recipes);
