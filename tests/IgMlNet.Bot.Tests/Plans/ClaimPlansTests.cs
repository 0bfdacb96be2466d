using IgMlNet.Bot.Plans;

namespace IgMlNet.Bot.Tests.Plans;

/// <summary>The plans in <c>docs/claim</c>, of which the committed reports were made.</summary>
public class ClaimPlansTests
{
    public static TheoryData<string> Files => [.. Directory
        .EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "docs", "claim"), "*.json")
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_plan_is_sound_and_asks_for_what_its_name_says(string file)
    {
        var plan = PlanFile.Read(Path.Combine(ReferenceData.RepositoryRoot, "docs", "claim", file));
        var images = file.Split('-', '.').Select(part => int.TryParse(part, out var number) ? number : 0).Max();

        Assert.Equal(images == 0 ? 500 : images, plan.Samples.Number);
        Assert.StartsWith(plan.Dataset, file, StringComparison.Ordinal);
        Assert.NotEmpty(plan.Defenses);
    }

    [Fact]
    public void The_whole_claim_is_the_preset_on_both_models()
    {
        var whole = Files.Where(file => !file.Data.Any(char.IsAsciiDigit) || file.Data == "cifar10.json").Select(file => file.Data).ToList();

        Assert.Equal(["cifar10.json", "fashion-mnist.json"], whole);
        Assert.All(whole, file =>
        {
            var plan = PlanFile.Read(Path.Combine(ReferenceData.RepositoryRoot, "docs", "claim", file));
            Assert.Equal(PlanPreset.Claim.Attacks, plan.Attacks);
            Assert.Equal(PlanPreset.Claim.Defenses.Count, plan.Defenses.Count);
        });
    }
}
