using System.Text.Json.Nodes;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Bot.Tests.Plans;

public class EvaluationBudgetTests
{
    [Fact]
    public void A_budget_decides_images_and_attacks_where_they_are_not_named()
    {
        Assert.Equal((200, "apgd-ce-50,transfer-apgd-ce-50,square-500,adaptive-20"), Planned());
        Assert.Equal((100, "fgsm,pgd-10"), Planned("--budget", "smoke"));
        Assert.Equal(
            (1000, string.Join(',', AttackPreset.ImageWiseWorstCase.Attacks.Select(attack => attack.Id))), Planned("--budget", "full"));
        Assert.Equal((7, "fgsm"), Planned("--budget", "full", "--samples", "7", "--attacks", "fgsm"));
    }

    [Theory]
    [InlineData("survivors")]
    [InlineData("all", "--attacks", "fgsm")]
    [InlineData("all", "--attack-on", "all")]
    [InlineData("all", "--budget", "smoke")]
    [InlineData("all", "--preset", "table-1")]
    public void The_default_attacks_go_on_with_what_is_left_and_named_ones_take_all_images(string expected, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        Igml.Run(["plan", "--out", folder.At("plan.json"), .. arguments]).Succeeded();
        Assert.Equal(expected, (string)JsonNode.Parse(File.ReadAllText(folder.At("plan.json")))!["attackOn"]!);
    }

    [Fact]
    public void The_default_attacks_are_what_a_gain_must_withstand()
    {
        var attacks = AttackList.Parse(EvaluationBudget.Standard.Attacks).SelectMany(named => named.Recipes).Select(recipe => recipe.Id).ToList();
        Assert.Contains($"transfer-apgd-ce-{AttackEvidence.FewestTransferSteps}", attacks);
        Assert.Contains($"square-{AttackEvidence.FewestQueries}", attacks);
        Assert.Contains(attacks, id => id.StartsWith("adaptive-", StringComparison.Ordinal));
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
