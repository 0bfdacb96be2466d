using System.Text;
using System.Text.Json.Nodes;
using IgMlNet.Bot.Plans;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Tests.Plans;

/// <summary>
/// Hashes that plans had before (<c>Expected/plan-hashes.json</c>, made at commit 2a72ca3): journals and reports name them, so what gave
/// one must give it again.
/// </summary>
public class PlanHashTests
{
    private static readonly string Folder = Path.Combine(ReferenceData.RepositoryRoot, "tests", "IgMlNet.Bot.Tests", "Expected");

    private static readonly JsonArray Known = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "plan-hashes.json")))!.AsArray();

    public static TheoryData<string, string> Options => [.. Of("options")];

    public static TheoryData<string, string> Texts => [.. Of("plan")];

    public static TheoryData<string, string> Files => [.. Of("file")];

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_give_the_plan_that_they_gave(string options, string hash)
    {
        using var folder = new TemporaryFolder();
        var written = folder.At("plan.json");
        List<string> line = ["plan", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--out", written];

        // The default images and attacks of that commit; later ones have others.
        if (!line.Contains("--budget"))
        {
            if (!line.Contains("--samples"))
                line.AddRange(["--samples", "500"]);
            if (!line.Contains("--attacks") && !line.Contains("--preset"))
                line.AddRange(["--attacks", "fgsm,pgd-20,apgd-ce-50"]);
        }

        var output = Igml.Run([.. line]).Succeeded().Output;
        Assert.StartsWith($"Plan     {hash}", output, StringComparison.Ordinal);
        Assert.Equal(hash, PlanFile.Hash(PlanFile.Read(written)));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_plan_s_text_is_the_plan_that_it_was(string text, string hash) => Assert.Equal(hash, PlanFile.Hash(PlanSamples.Parse(text)));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_committed_plan_is_the_plan_that_it_was(string file, string hash) =>
        Assert.Equal(hash, PlanFile.Hash(PlanFile.Read(Path.Combine(ReferenceData.RepositoryRoot, file))));

    [Fact]
    public void A_plan_of_everything_is_written_for_people_and_for_hashing_as_it_was()
    {
        var plan = PlanSamples.Parse(PlanSamples.Everything);
        Assert.Equal(Expected("plan-everything.json"), Encoding.UTF8.GetString(PlanFile.ToBytes(plan, FileForm.ForPeople)));
        Assert.Equal(Expected("plan-everything.canonical.json"), Encoding.UTF8.GetString(PlanFile.ToBytes(plan, FileForm.ForHashing)));
    }

    private static string Expected(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private static IEnumerable<TheoryDataRow<string, string>> Of(string what) => Known
        .Where(one => one![what] is not null)
        .Select(one => new TheoryDataRow<string, string>((string)one![what]!, (string)one["hash"]!));
}
