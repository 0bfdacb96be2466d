using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Results.Files;

public class ReportFileTests
{
    [Fact]
    public void What_is_written_reads_back_to_the_same_bytes() => SampleReports.Any.Sample(report =>
    {
        var bytes = ReportFile.ToUtf8Bytes(report);
        var back = ReportFile.Parse(bytes, "report.json");
        Assert.Equal(report.Title, back.Title);
        Assert.Equal(report.Labels.AsSpan(), back.Labels.AsSpan());
        Assert.Equal(report.Outcomes[0].Margins.AsSpan(), back.Outcomes[0].Margins.AsSpan());
        Assert.Equal(report.Outcomes[^1].CorrectDraws.AsSpan(), back.Outcomes[^1].CorrectDraws.AsSpan());
        Assert.Equal(bytes, ReportFile.ToUtf8Bytes(back));
    }, iter: 200);

    [Fact]
    public void The_encoding_of_outcomes_is_the_documented_one()
    {
        var json = Json(SampleReports.Small);
        var outcome = json["outcomes"]![6]!;
        var verdicts = outcome["verdicts"]!;
        var bits = Convert.FromBase64String((string)verdicts["bits"]!);
        var margins = Convert.FromBase64String((string)outcome["margins"]!);
        Assert.Equal((12, 10, 114), ((int)verdicts["images"]!, (int)verdicts["draws"]!, (int)verdicts["correct"]!));
        Assert.Equal([0xff, 0x0f], bits[..2]);
        Assert.Equal([0xff, 0x07], bits[10..12]);
        Assert.Equal([0xff, 0x03], bits[18..]);
        Assert.Equal([0x00, 0x00, 0x00, 0xbf], margins[..4]);
        Assert.Contains("\"labels\": [0,1,2,0,1,2,0,1,2,0,1,2]", Text(SampleReports.Small), StringComparison.Ordinal);
        Assert.Equal(RobustnessReport.CurrentSchemaVersion, (int)json["schemaVersion"]!);
        Assert.StartsWith("{\n  \"schemaVersion\": 4,\n", Text(SampleReports.Small), StringComparison.Ordinal);
        Assert.Equal("Linf", (string)json["threatModel"]!["norm"]!);
        Assert.Equal("whiteBox", (string)json["attacks"]![0]!["knowledge"]!);
        Assert.Equal("note", (string)json["checks"]![0]!["severity"]!);
    }

    [Fact]
    public void A_file_of_another_version_is_told_apart_from_a_damaged_one()
    {
        var error = Refused("""{"title": {"new": []}, "schemaVersion": 1}""");
        Assert.Contains("has schema version 1, and this tool reads versions 3 to 4", error.Message, StringComparison.Ordinal);
        Assert.Equal("$.schemaVersion", error.Place);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\": \"1\"}")]
    [InlineData("{\"schemaVersion\": 1.5}")]
    [InlineData("{\"schemaVersion\": 3")]
    [InlineData("{\"schemaVersion\": 3}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}")]
    public void What_is_not_a_report_is_refused(string text) =>
        Assert.StartsWith("report.json", Refused(text).Message, StringComparison.Ordinal);

    /// <summary>What version 3 had not.</summary>
    private static readonly string[] Added =
        ["stepsPerRun", "blackBoxQueries", "surrogates", "probeImages", "images", "selectionMisses"];

    [Fact]
    public void Results_of_version_3_are_read_and_what_they_have_not_is_unknown()
    {
        var json = Json(SampleReports.Small);
        json["schemaVersion"] = 3;
        foreach (var added in json["variants"]!.AsArray().Concat(json["attacks"]!.AsArray()).Concat(json["outcomes"]!.AsArray()).Concat(json["probes"]!.AsArray()))
        {
            foreach (var member in Added)
                added!.AsObject().Remove(member);
        }

        var report = ReportFile.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "report.json");

        Assert.Equal(RobustnessReport.CurrentSchemaVersion, report.SchemaVersion);
        Assert.All(report.Variants, variant => Assert.Null(variant.Surrogates));
        Assert.All(report.Outcomes, outcome => Assert.Empty(outcome.SelectionMisses));
        Assert.Equal(
            ImageWiseWorstCase.FromReport(SampleReports.Small, "igd").Verdicts.CorrectDraws,
            ImageWiseWorstCase.FromReport(report, "igd").Verdicts.CorrectDraws);
    }

    [Fact]
    public void Every_member_is_required_and_no_other_is_taken()
    {
        var objects = new List<string>();
        Visit(Json(SampleReports.Small), "$", objects);
        Assert.Contains("$.outcomes[0].verdicts", objects);
        foreach (var path in objects)
        {
            foreach (var member in At(Json(SampleReports.Small), path).Select(static p => p.Key).Where(member => path == "$.dataset" || !Added.Contains(member)).ToList())
            {
                var json = Json(SampleReports.Small);
                At(json, path).Remove(member);
                Assert.Contains(member, Refused(json).Message, StringComparison.Ordinal);
            }

            var more = Json(SampleReports.Small);
            At(more, path)["another"] = 1;
            Assert.Contains("another", Refused(more).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_doubled_member_is_refused() => Refused(
        Text(SampleReports.Small).Replace("\"seed\": 7,", "\"seed\": 7, \"seed\": 8,", StringComparison.Ordinal));

    public static TheoryData<string, string, string> Contradictions => new()
    {
        { "$.threatModel", "norm", "1" },
        { "$.threatModel", "norm", "\"L3\"" },
        { "$.threatModel", "epsilon", "-0.1" },
        { "$.threatModel", "epsilon", "1e999" },
        { "$.threatModel", "epsilon", "\"0.1\"" },
        { "$.outcomes[8]", "stages", "null" },
        { "$.outcomes[8]", "stages", "[null]" },
        { "$.outcomes[8].stages[0]", "attackId", "\" \"" },
        { "$.outcomes[8].stages[0]", "displayName", "null" },
        { "$.outcomes[8].stages[0]", "knowledge", "\"all\"" },
        { "$.outcomes[8].stages[1]", "broken", "-1" },
        { "$.outcomes[8].stages[1]", "broken", "13" },
        { "$", "title", "null" },
        { "$", "title", "\"  \"" },
        { "$", "labels", "null" },
        { "$", "labels", "[0]" },
        { "$", "labels", "[0,1,2,0,1,2,0,1,2,0,1,3]" },
        { "$", "labels", "[0,1,2,0,1,2,0,1,2,0,1,-1]" },
        { "$", "labels", "[0,1,2,0,1,2,0,1,2,0,1,0.5]" },
        { "$", "baseVariantId", "\"nobody\"" },
        { "$", "outcomes", "[]" },
        { "$", "variants", "[null]" },
        { "$", "attacks", "[null]" },
        { "$", "outcomes", "[null]" },
        { "$.dataset", "classes", "[null, null, null]" },
        { "$", "title", "\"\\ud800\"" },
        { "$.dataset", "images", "0" },
        { "$.dataset", "classes", "[\"one\"]" },
        { "$.variants[1]", "id", "\"base\"" },
        { "$.variants[1]", "neuronsKept", "0" },
        { "$.attacks[0]", "id", "\"clean\"" },
        { "$.attacks[0]", "steps", "0" },
        { "$.attacks[0]", "restarts", "0" },
        { "$.checks[0]", "variantId", "\"nobody\"" },
        { "$.checks[0]", "severity", "\"fatal\"" },
        { "$.outcomes[0]", "variantId", "\"nobody\"" },
        { "$.outcomes[0]", "attackId", "\"nothing\"" },
        { "$.outcomes[0]", "attackId", "\"fgsm\"" },
        { "$.attacks[0]", "gradientDraws", "0" },
        { "$.attacks[0]", "targetClasses", "-1" },
        { "$.attacks[0]", "epsilon", "-1" },
        { "$.attacks[0]", "family", "\"\"" },
        { "$.probes[0]", "variantId", "\"nobody\"" },
        { "$.probes[0]", "zeroGradientShare", "1.5" },
        { "$.probes[0]", "probabilityShare", "-1" },
        { "$.probes[0]", "undeclaredRandomnessShare", "2" },
        { "$", "attackedImages", "\"some\"" },
        { "$.outcomes[0].verdicts", "draws", "0" },
        { "$.outcomes[0].verdicts", "draws", "2" },
        { "$.outcomes[0].verdicts", "draws", "256" },
        { "$.outcomes[0].verdicts", "images", "13" },
        { "$.outcomes[0].verdicts", "images", "-1" },
        { "$.outcomes[0].verdicts", "correct", "12" },
        { "$.outcomes[0].verdicts", "bits", "\"AAAA\"" },
        { "$.outcomes[0].verdicts", "bits", "\"/z8=\"" },
        { "$.outcomes[0].verdicts", "bits", "\"A\"" },
        { "$.outcomes[0].verdicts", "bits", "[0]" },
        { "$.outcomes[0]", "margins", "\"AAAA\"" },
        { "$.outcomes[0]", "margins", "\"AADAfwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"" },
        { "$.outcomes[0]", "largestDistance", "-1" },
        { "$.outcomes[0]", "forwardPasses", "-1" },
        { "$.outcomes[0]", "gradientPasses", "-1" },
        { "$.provenance.machines[0]", "threads", "0" },
        { "$.provenance", "machines", "[]" },
        { "$.provenance", "command", "\"\"" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_report_that_contradicts_itself_is_refused_at_its_place(string path, string member, string value)
    {
        var json = Json(SampleReports.Small);
        At(json, path)[member] = JsonNode.Parse("0");
        var text = json.ToJsonString();
        At(json, path)[member] = "\u0001here";
        text = json.ToJsonString().Replace("\"\\u0001here\"", value, StringComparison.Ordinal);
        var error = Refused(text);
        Assert.NotNull(error.Place);
        Assert.StartsWith("$", error.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_refused_or_read_but_never_crash()
    {
        var valid = ReportFile.ToUtf8Bytes(SampleReports.Small);
        var mutation = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte);
        mutation.Array[1, 4].Sample(changes =>
        {
            var bytes = valid.ToArray();
            foreach (var (place, value) in changes)
                bytes[place] = value;
            ParseOrRefuse(bytes);
        }, iter: 3000);
        Gen.Int[0, valid.Length - 1].Sample(length => ParseOrRefuse(valid[..length]), iter: 300);
    }

    [Fact]
    public void A_report_that_contradicts_itself_is_not_written()
    {
        var report = SampleReports.Small with { Labels = [0] };
        var error = Assert.Throws<ArgumentException>(() => ReportFile.ToUtf8Bytes(report));
        Assert.Contains("$.labels", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ReportFile.ToUtf8Bytes(SampleReports.Small with { Outcomes = default }));
        Assert.Throws<ArgumentException>(
            () => ReportFile.ToUtf8Bytes(SampleReports.Small with { Variants = ImmutableArray<VariantInfo>.Empty }));
    }

    [Fact]
    public void A_written_file_is_read()
    {
        var path = Path.Combine(Path.GetTempPath(), $"igmlnet-{Guid.NewGuid():N}.json");
        ReportFile.Write(path, SampleReports.Small, TestContext.Current.CancellationToken);
        Assert.Equal(ReportFile.ToUtf8Bytes(SampleReports.Small), ReportFile.ToUtf8Bytes(ReportFile.Read(path)));
        File.Delete(path);
    }

    [Fact]
    public void An_absent_file_is_named()
    {
        var error = Assert.Throws<InputException>(() => ReportFile.Read("no such folder/report.json"));
        Assert.Contains("no such folder/report.json", error.Message, StringComparison.Ordinal);
    }

    private static void ParseOrRefuse(byte[] bytes)
    {
        try
        {
            ReportFile.Parse(bytes, "report.json");
        }
        catch (InputException e)
        {
            Assert.StartsWith("report.json", e.Message, StringComparison.Ordinal);
        }
    }

    private static InputException Refused(string text) =>
        Assert.Throws<InputException>(() => ReportFile.Parse(Encoding.UTF8.GetBytes(text), "report.json"));

    private static InputException Refused(JsonNode json) => Refused(json.ToJsonString());

    private static string Text(RobustnessReport report) => Encoding.UTF8.GetString(ReportFile.ToUtf8Bytes(report));

    private static JsonObject Json(RobustnessReport report) => JsonNode.Parse(ReportFile.ToUtf8Bytes(report))!.AsObject();

    private static JsonObject At(JsonObject root, string path)
    {
        JsonNode node = root;
        foreach (var part in path.Split('.', '[', ']').Skip(1).Where(static p => p.Length > 0))
            node = int.TryParse(part, out var index) ? node[index]! : node[part]!;
        return node.AsObject();
    }

    private static void Visit(JsonNode? node, string path, List<string> objects)
    {
        if (node is JsonObject o)
        {
            objects.Add(path);
            foreach (var (name, child) in o)
                Visit(child, $"{path}.{name}", objects);
        }
        else if (node is JsonArray { Count: > 0 } list)
        {
            Visit(list[0], $"{path}[0]", objects);
        }
    }
}
