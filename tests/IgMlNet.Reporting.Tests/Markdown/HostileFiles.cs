using System.Text;
using System.Text.Json.Nodes;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Tests.Markdown;

/// <summary>
/// Files of which every text is hostile, and each another one: what a text does not do by itself, two neighbours may do. A text of a new
/// member is hostile too, unless it is named here as one that has a form of its own.
/// </summary>
internal static class HostileFiles
{
    /// <summary>How the texts of harmless files begin.</summary>
    public const string Harmless = "word";

    private static readonly string[] Fragments =
    [
        "@someone **V** ![ok](https://evil.example/b.svg)`#", "#1", "`", "``", "`x", "x`", " ", "www", ".evil.example", "http:", "//evil.example/x",
        "https", "://evil.example", "GH", "-12", "</td></tr></table></details><h2>x", "<meta http-equiv=refresh content=\"0;url=data:text/html,evil\">",
        "<script>document.body.innerHTML='evil'</script>", "<img src=x onerror=\"document.body.innerHTML='evil'\">", "[x]", "](", "(https://evil.example)",
        "]", ": https://evil.example", "**", "~~", "_", "$", "x^2", "\\", "|", "\n\n", "\r", "1", ". x", "- x", "@", "octocat", ":", "tada:", "org/repo",
        "&lt;b&gt;", "&", "#60;", "<", ">", "<!--", "-->", "\u202e", "\u200b", "\ud83d\ude00", "\"", "'", "{{7*7}}", "---", "===", "> x", "    x", "```", "~~~", "!",
    ];

    private static readonly HashSet<string> Formed = new(StringComparer.Ordinal)
    {
        "norm", "knowledge", "severity", "attackedImages", "kind", "run", "form", "unit", "verdicts", "bits", "correct", "data", "margins", "labels", "worstCase", "values", "selectionMisses",
    };

    private static readonly HashSet<string> Ids = new(StringComparer.Ordinal) { "id", "variantId", "attackId", "baseVariantId" };

    /// <summary>A report with a text in every member that may have one.</summary>
    private static RobustnessReport Full { get; } = SampleReports.Small with
    {
        Timings = null,
        Provenance = SampleReports.Small.Provenance with { Dirty = true, Machines = [SampleReports.Machine("cuda:0") with { Driver = "570" }] },
    };

    /// <summary>A report whose texts are chosen by a number; null for harmless ones.</summary>
    public static RobustnessReport Report(int? seed) =>
        ReportFile.Parse(Bytes(ReportFile.ToUtf8Bytes(Full), seed), "report.json");

    /// <summary>An entry of a leaderboard.</summary>
    public static LeaderboardEntry Entry(LeaderboardEntry entry, int? seed) =>
        LeaderboardEntryFile.Parse(Bytes(LeaderboardEntryFile.ToUtf8Bytes(entry), seed), "entry.json");

    /// <summary>Results that others have published.</summary>
    public static ReferenceList References(ReferenceList list, int? seed)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Bytes(ReferenceListFile.ToUtf8Bytes(list), seed));
            return ReferenceListFile.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>An experiment.</summary>
    public static ExperimentReport Experiment(ExperimentReport experiment, int? seed) =>
        ExperimentFile.Parse(Bytes(ExperimentFile.ToUtf8Bytes(experiment), seed), "experiment.json");

    /// <summary>A text by itself.</summary>
    public static string Text(int seed) => Text(new Random(seed));

    private static byte[] Bytes(byte[] file, int? seed)
    {
        var json = JsonNode.Parse(file)!;
        var ids = new Dictionary<string, string>(StringComparer.Ordinal) { [RobustnessReport.CleanId] = RobustnessReport.CleanId };
        var random = seed is { } number ? new Random(number) : null;
        var count = 0;
        Rewrite(json, "", (name, text) => Formed.Contains(name) ? text
            : !Ids.Contains(name) ? Next()
            : ids.TryGetValue(text, out var id) ? id : ids[text] = $"{Next()}{count++}");
        return Encoding.UTF8.GetBytes(json.ToJsonString());

        string Next() => random is null ? $"{Harmless}{count++}" : Text(random);
    }

    private static string Text(Random random)
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Fragments[random.Next(Fragments.Length)]));
        return string.IsNullOrWhiteSpace(text) ? text + "x" : text;
    }

    private static void Rewrite(JsonNode? node, string name, Func<string, string, string> text)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (member, value) in members.ToList())
                {
                    if (value is JsonValue scalar && scalar.TryGetValue<string>(out var old))
                        members[member] = text(member, old);
                    else
                        Rewrite(value, member, text);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonValue scalar && scalar.TryGetValue<string>(out var old))
                        items[i] = text(name, old);
                    else
                        Rewrite(items[i], name, text);
                }

                break;
        }
    }
}
