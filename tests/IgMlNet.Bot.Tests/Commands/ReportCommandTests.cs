using System.Text.RegularExpressions;
using System.Xml.Linq;
using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public partial class ReportCommandTests(ToyModel toy)
{
    [Fact]
    public void The_documents_can_be_made_again_and_the_page_needs_nothing_but_itself()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        File.WriteAllText(plan, $$"""
            {
              "schemaVersion": 1, "dataset": {{System.Text.Json.JsonSerializer.Serialize(toy.Data)}}, "samples": 20, "epsilon": 0.05,
              "models": [ { "checkpoint": {{System.Text.Json.JsonSerializer.Serialize(toy.Checkpoint)}} } ],
              "defenses": [ { "rankings": ["lo-ir"], "k": [2], "smoothing": "off" } ],
              "attacks": ["pgd-2", "pgd-4"], "sweep": { "attacks": ["pgd-2"], "epsilons": [0.02, 0.1] }
            }
            """);
        Igml.Run("evaluate", "--plan", plan, "--out", folder.At("one"), "--threads", "1", "--device", "cpu").Succeeded();
        var again = Igml.Run("report", "--from", folder.At("one"), "--out", folder.At("two")).Succeeded();
        Assert.Contains("two: report.md, report.html, report.csv, images.csv, plots in", again.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["attacks.svg", "classes.svg", "epsilon.svg", "gains.svg", "images.csv", "report.csv", "report.html", "report.md", "steps.svg"],
            Directory.EnumerateFiles(folder.At("two")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        foreach (var name in new[] { "report.md", "report.html", "report.csv", "images.csv", "gains.svg", "attacks.svg", "epsilon.svg", "steps.svg", "classes.svg" })
            Assert.Equal(File.ReadAllText(folder.At($"one/{name}")), File.ReadAllText(folder.At($"two/{name}")));

        // Every picture is behind what it shows.
        var document = File.ReadAllText(folder.At("one/report.md"));
        string[] order =
        [
            "# ", "(<gains.svg>)", "## Robust accuracy\n", "(<attacks.svg>)", "## Robust accuracy against ε", "(<epsilon.svg>)", "(<steps.svg>)",
            "## Classes", "(<classes.svg>)", "## Variants and attacks",
        ];
        int[] places = [.. order.Select(text => document.IndexOf(text, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);

        var page = File.ReadAllText(folder.At("one/report.html"));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
        Assert.Equal(5, SvgStart().Count(page));
        Assert.All(Address().Matches(page), match => Assert.Equal("http://www.w3.org/2000/svg", match.Value));
        foreach (var name in new[] { "gains.svg", "attacks.svg", "epsilon.svg", "steps.svg", "classes.svg" })
            Assert.Equal("svg", XDocument.Parse(File.ReadAllText(folder.At($"one/{name}"))).Root!.Name.LocalName);

        var compared = Igml.Run("compare", "--base", folder.At("one/report.json"), "--head", folder.At("one/report.json"), "--out", folder.At("c.md"));
        Assert.Contains("2 no significant change", compared.Succeeded().Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("<svg ")]
    private static partial Regex SvgStart();

    [GeneratedRegex("https?://[^\"< ]*")]
    private static partial Regex Address();
}
