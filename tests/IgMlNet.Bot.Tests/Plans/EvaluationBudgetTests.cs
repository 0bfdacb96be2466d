using System.Text.Json.Nodes;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Bot.Tests.Plans;

public class EvaluationBudgetTests
{
    [Fact]
    public void A_budget_decides_images_and_attacks_where_they_are_not_named()
    {
        Assert.Equal((500, "fgsm,pgd-20,apgd-ce-50"), Planned());
        Assert.Equal((100, "fgsm,pgd-10"), Planned("--budget", "smoke"));
        Assert.Equal(
            (1000, string.Join(',', AttackPreset.ImageWiseWorstCase.Attacks.Select(attack => attack.Id))), Planned("--budget", "full"));
        Assert.Equal((7, "fgsm"), Planned("--budget", "full", "--samples", "7", "--attacks", "fgsm"));
    }

    [Fact]
    public void An_unknown_budget_is_refused_with_those_there_are() => Assert.Contains(
        "Choose one of smoke, standard, full",
        Igml.Run("plan", "--budget", "huge").OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);

    private static (int Samples, string Attacks) Planned(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        Igml.Run(["plan", "--out", folder.At("plan.json"), .. arguments]).Succeeded();
        var plan = JsonNode.Parse(File.ReadAllText(folder.At("plan.json")))!;
        return ((int)plan["samples"]!, string.Join(',', plan["attacks"]!.AsArray().Select(attack => (string)attack!)));
    }
}
