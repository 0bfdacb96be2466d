using System.Text.Json;
using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Plans;

[Collection(ToyModelCollection.Name)]
public class PlanCheckTests(ToyModel toy)
{
    private string Wrong => $$"""
        {
          "schemaVersion": 1,
          "dataset": {{JsonSerializer.Serialize(toy.Data)}},
          "samples": 1000,
          "norm": "L2",
          "seeed": 3,
          "models": [
            { "checkpoint": {{JsonSerializer.Serialize(toy.Checkpoint)}}, "layer": "layer9" },
            { "checkpoint": "nowhere.pt" },
            { "checkpoint": {{JsonSerializer.Serialize(toy.Checkpoint)}} }
          ],
          "defenses": [
            { "rankings": ["lo-ir"], "k": [2, 1000], "smoothing": "off" },
            { "rankings": ["cd-ir"], "smoothing": "on" },
            { "k": ["most"] }
          ],
          "attacks": ["pgd-2", "rays-10"],
          "sweep": { "attacks": ["rays-10"], "epsilons": [0.1] }
        }
        """;

    [Theory]
    [InlineData("plan", "--check")]
    [InlineData("evaluate", "--plan")]
    public void Form_files_and_what_only_the_model_knows_are_told_at_once(string command, string option)
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        File.WriteAllText(plan, Wrong);
        var result = Igml.Run([command, option, plan, .. command == "evaluate" ? new[] { "--out", folder.At("out") } : []]);
        Assert.Equal(ExitCode.UnusableInput, result.ExitCode);
        var lines = result.Error.TrimEnd().Split('\n');
        string[] expected =
        [
            "$.seeed", "$.defenses[2].k[0]", "$.epsilon): there is no standard budget in L2", "$.samples): data has 40", "$.defenses[1].sigma",
            "$.defenses[1].clip.model): cd-ir needs a CLIP", "$.models[0].layer", "nowhere.pt", "$.defenses[0].k): 1000 is more than the",
            "$.attacks): RayS-10 is defined for Linf", "$.sweep.attacks): RayS-10 is defined for Linf",
        ];
        Assert.All(expected, text => Assert.Single(lines, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, lines.Length);
    }

    [Fact]
    public void A_comparison_with_a_variant_that_is_not_made_is_told_before_neurons_are_ranked()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        Igml.Run("plan", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--k", "3", "--ranking", "lo-ir", "--attacks", "fgsm", "--out", plan)
            .Succeeded();
        Igml.Run("plan", "--check", plan).Succeeded();
        var text = File.ReadAllText(plan);
        File.WriteAllText(plan, text.Replace("\"compareWith\": \"base\"", "\"compareWith\": \"ig-lo-ir-3\"", StringComparison.Ordinal));
        Igml.Run("plan", "--check", plan).Succeeded();
        File.WriteAllText(plan, text.Replace("\"compareWith\": \"base\"", "\"compareWith\": \"ig-lo-ir-4\"", StringComparison.Ordinal));
        Assert.EndsWith(
            "plan.json ($.compareWith): there is no variant 'ig-lo-ir-4'. Choose from base, ig-lo-ir-3, ig-lo-ir-3-rs.",
            Igml.Run("plan", "--check", plan).OneLine(ExitCode.UnusableInput),
            StringComparison.Ordinal);
    }
}
