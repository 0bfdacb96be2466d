using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Plans;

/// <summary><c>--budget</c>: how many images are attacked by what where the command line does not say so itself.</summary>
/// <param name="Id">The name.</param>
/// <param name="Samples">The number of images.</param>
/// <param name="Attacks">The attacks, as <c>--attacks</c> has them.</param>
/// <param name="Purpose">What it is good for.</param>
internal sealed record EvaluationBudget(string Id, int Samples, string Attacks, string Purpose)
{
    /// <summary>Shows that all works.</summary>
    public static EvaluationBudget Smoke { get; } = new("smoke", 100, "fgsm,pgd-10", "shows within a minute or so that all works");

    /// <summary>The default: gradient attacks on enough images for intervals of a few points.</summary>
    public static EvaluationBudget Standard { get; } = new(
        "standard", 500, "fgsm,pgd-20,apgd-ce-50", "gradient attacks, minutes on two cores");

    /// <summary>The paper's evaluation.</summary>
    public static EvaluationBudget Full { get; } = new(
        "full", 1000, "iw-wc", "the paper's nine attacks, many hours on a processor, a matter of a GPU");

    /// <summary>All budgets.</summary>
    public static IReadOnlyList<EvaluationBudget> All { get; } = [Smoke, Standard, Full];

    /// <summary>The setting.</summary>
    public static Setting<EvaluationBudget> Setting { get; } = new(
        null, Notations.OneOf([.. All.Select(budget => (budget.Id, budget))]),
        "Images and attacks where they are not named: " + string.Join("; ", All.Select(budget =>
            FormattableString.Invariant($"{budget.Id}, {budget.Samples} images under {budget.Attacks}, {budget.Purpose}"))) + ".")
    { Option = "--budget" };
}
