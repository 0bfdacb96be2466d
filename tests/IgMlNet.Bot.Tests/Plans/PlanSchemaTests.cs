using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Ranking.Similarities;

namespace IgMlNet.Bot.Tests.Plans;

/// <summary>The published schema of plans against the code that reads and writes them.</summary>
public class PlanSchemaTests
{
    private const string Schema = "plan-1.schema.json";

    private static readonly JsonNode Published = JsonNode.Parse(File.ReadAllText(Path.Combine(SchemaFile.Folder, Schema)))!;

    [Fact]
    public void It_is_made_of_the_settings() => SchemaFile.Is(
        Schema, PlanFile.Schema().ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");

    [Fact]
    public void What_is_written_fits() => Assert.All(
        [PlanSamples.Everything, PlanSamples.Least],
        sample => SchemaFile.Fits(Schema, Encoding.UTF8.GetString(PlanFile.ToBytes(PlanSamples.Parse(sample), FileForm.ForPeople))));

    [Fact]
    public void What_is_read_fits() => Assert.All(
        [
            PlanSamples.Everything, PlanSamples.Least,
            """{ "$schema": "schemas/plan-1.schema.json", "schemaVersion": 1, "dataset": "x", "preset": "epsilon", "attacks": "noise" }""",
            """{ "schemaVersion": 1, "dataset": "x", "attacks": ["apgd-ce-100-eot20", "iw-wc"], "samples": "all", "seed": "18446744073709551615" }""",
        ],
        sample =>
        {
            PlanSamples.Parse(sample);
            SchemaFile.Fits(Schema, sample);
        });

    [Theory]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x" }""")]
    [InlineData("""{ "schemaVersion": 1, "attacks": ["fgsm"] }""")]
    [InlineData("""{ "schemaVersion": 2, "dataset": "x", "attacks": ["fgsm"] }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": [] }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm", "fgsm"] }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "smaples": 3 }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "samples": 0 }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "norm": "L7" }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "epsilon": -1 }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "epsilon": "many" }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "draws": 256 }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "models": [5] }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "defenses": [{ "rankings": ["best"] }] }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "defenses": [{ "clip": { "prompts": "none" } }] }""")]
    [InlineData("""{ "schemaVersion": 1, "dataset": "x", "attacks": ["fgsm"], "preset": "table-99" }""")]
    [InlineData("[]")]
    public void What_is_refused_does_not_fit(string text)
    {
        Assert.Throws<PlanFaultsException>(() => PlanSamples.Parse(text));
        Assert.NotEmpty(SchemaFile.Faults(Schema, text));
    }

    [Theory]
    [InlineData("$", "", """{ "?": 1 }""")]
    [InlineData("$.sweep", "sweep", """{ "sweep": { "?": 1 } }""")]
    [InlineData("$.models[0]", "models.items", """{ "models": [ { "?": 1 } ] }""")]
    [InlineData("$.defenses[0].clip", "defenses.items.properties.clip", """{ "defenses": [ { "clip": { "?": 1 } } ] }""")]
    public void It_names_the_members_that_are_read(string place, string part, string text)
    {
        var fault = Assert.Single(
            Assert.Throws<PlanFaultsException>(() => PlanSamples.Parse(text)).Faults, fault => fault.Place == $"{place}.?");
        var schema = part.Length == 0 ? Published : part.Split('.').Aggregate(Published["properties"]!, (node, name) => node[name]!);
        Assert.Equal(
            $"Choose from {string.Join(", ", schema["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal))}",
            fault.Remedy);
    }

    [Fact]
    public void A_defense_has_the_members_of_its_kind() => Assert.All(DefenseKind.All, kind =>
    {
        var others = DefenseKind.AllSettings.Except(kind.Settings).Except(ClipSettings.Group.Settings);
        Assert.All(others, setting =>
        {
            var text = $$"""{ "schemaVersion": 1, "dataset": "x", "attacks": "fgsm", "defenses": [ { "kind": "{{kind.Id}}", "{{setting.Name}}": "{{setting.Examples[0]}}" } ] }""";
            var fault = Assert.Single(Assert.Throws<PlanFaultsException>(() => PlanSamples.Parse(text)).Faults);
            Assert.Equal($"$.defenses[0].{setting.Name}", fault.Place);
            Assert.StartsWith("belongs to \"kind\": ", fault.Problem, StringComparison.Ordinal);
            Assert.NotEmpty(SchemaFile.Faults(Schema, text));
        });
    });

    [Fact]
    public void It_names_the_words_that_are_known()
    {
        Assert.Equal(PlanPreset.All.Select(preset => preset.Id), Words("properties", "preset"));
        var defense = Published["properties"]!["defenses"]!["items"]!["properties"]!;
        Assert.Equal(
            [.. RankingMethod.All.Select(method => method.Id), "paper"], defense["rankings"]!["anyOf"]![0]!["enum"]!.AsArray().Select(word => (string)word!));
        Assert.Equal(
            SimilarityFunction.All.Select(function => function.Id).Order(StringComparer.Ordinal),
            defense["clip"]!["properties"]!["similarity"]!["enum"]!.AsArray().Select(word => (string)word!).Order(StringComparer.Ordinal));
        Assert.Equal(["Linf", "L2", "L1"], Words("properties", "norm"));
        Assert.All(Words("properties", "norm"), word => Norm.Parse(word));
        Assert.All(
            [.. AttackRecipe.Names.Select(name => name.Split('[')[0]), .. AttackPreset.All.Select(preset => preset.Id)],
            name => SchemaFile.Fits(Schema, $$"""{ "schemaVersion": 1, "dataset": "x", "attacks": ["{{name}}"] }"""));
    }

    private static IEnumerable<string> Words(params string[] path) =>
        path.Aggregate(Published, (node, name) => node[name]!)["enum"]!.AsArray().Select(word => (string)word!);
}
