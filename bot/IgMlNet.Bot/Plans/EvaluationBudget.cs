using IgMlNet.CommandLine.Settings;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Plans;

/// <summary><c>--budget</c>: how many images are attacked by what where the command line does not say so itself.</summary>
/// <param name="Id">The name.</param>
/// <param name="Samples">The number of images.</param>
/// <param name="Attacks">The attacks, as <c>--attacks</c> has them.</param>
/// <param name="AttackedImages">Which images each of these attacks is run on.</param>
/// <param name="Purpose">What it is good for.</param>
internal sealed record EvaluationBudget(string Id, int Samples, string Attacks, AttackedImages AttackedImages, string Purpose)
{
    /// <summary>Shows that all works.</summary>
    public static EvaluationBudget Smoke { get; } = new("smoke", 100, "fgsm,pgd-10", AttackedImages.All, "shows within a minute or so that all works");

    /// <summary>
    /// The default: the least that a gain must withstand before it is called one. Transfer from the base model and black-box queries have the
    /// budgets that count, and the adaptive attack averages its gradients over draws.
    /// </summary>
    public static EvaluationBudget Standard { get; } = new(
        "standard", 200, "apgd-ce-50,transfer-apgd-ce-50,square-500,adaptive-20", AttackedImages.Survivors,
        "the least that shows a gain, on the images that each attack leaves, within four minutes on two cores");

    /// <summary>The paper's evaluation.</summary>
    public static EvaluationBudget Full { get; } = new(
        "full", 1000, "iw-wc", AttackedImages.All, "the paper's nine attacks, many hours on a processor, a matter of a GPU");

    /// <summary>All budgets.</summary>
    public static IReadOnlyList<EvaluationBudget> All { get; } = [Smoke, Standard, Full];

    /// <summary>The setting.</summary>
    public static Setting<EvaluationBudget> Setting { get; } = new(
        null, Notations.OneOf([.. All.Select(budget => (budget.Id, budget))]),
        "Images and attacks where they are not named: " + string.Join("; ", All.Select(budget =>
            FormattableString.Invariant($"{budget.Id}, {budget.Samples} images under {budget.Attacks}, {budget.Purpose}"))) + ".")
    { Option = "--budget" };
}
