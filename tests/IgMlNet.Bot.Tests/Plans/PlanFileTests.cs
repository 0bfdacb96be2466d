using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;

namespace IgMlNet.Bot.Tests.Plans;

public class PlanFileTests
{
    [Fact]
    public void What_is_written_reads_back_to_the_same_plan()
    {
        var plan = Parse(PlanSamples.Everything);
        var back = PlanFile.Parse(PlanFile.ToBytes(plan, FileForm.ForPeople), "plan.json");
        Assert.Equal(PlanFile.ToBytes(plan, FileForm.ForPeople), PlanFile.ToBytes(back, FileForm.ForPeople));
        Assert.Equal(PlanFile.Hash(plan), PlanFile.Hash(back));
        Assert.Equal(ulong.MaxValue, back.Seed);
        Assert.Equal([16 / 255.0, 0.25, 1], back.Sweep.Epsilons.Select(length => length.At(back.Epsilon!.Value)));
        Assert.Equal([0.1, 0.125, 1], Grid(back, 0).Deviations!.Select(length => length.At(back.Epsilon!.Value)));
        Assert.Equal(["layer2", "layer3"], Grid(back, 0).Layers!.Names!);
        Assert.Equal([0.5, 1], Grid(back, 0).ProbeShares);
        Assert.Equal("layer3", back.Models[0].Layer);
        Assert.Equal(["10", "search", "tenth", "1/8", "all"], Grid(back, 0).K.Select(k => k.ToString()));
        Assert.Equal(["ig", "ig", "sodef", "rs", "caaa"], back.Defenses.Select(defense => defense.Kind.Id));
        Assert.Equal("trained/sodef.safetensors", Assert.IsType<TrainedOde>(back.Defenses[2]).File);
        Assert.Equal([1, 4], Assert.IsType<SmoothingGrid>(back.Defenses[3]).NoiseSamples);
    }

    [Fact]
    public void The_hash_is_of_what_decides_results_wherever_files_lie_and_however_it_is_written()
    {
        var hash = PlanFile.Hash(Parse(PlanSamples.Everything));
        Assert.Equal(hash, PlanFile.Hash(Parse(PlanSamples.Everything.Replace("a/b.pt", "/elsewhere/b.pt", StringComparison.Ordinal))));
        Assert.Equal(hash, PlanFile.Hash(Parse(PlanSamples.Everything.Replace("All there is", "Renamed", StringComparison.Ordinal))));
        Assert.Equal(hash, PlanFile.Hash(Parse(PlanSamples.Everything.Replace("\"draws\": 4,", "// a comment\n\"draws\": 4,", StringComparison.Ordinal))));
        Assert.Equal(hash, PlanFile.Hash(Parse(PlanSamples.Everything.Replace("\"epsilon\": 0.5", "\"epsilon\": \"1/2\"", StringComparison.Ordinal))));
        foreach (var (from, to) in new[]
        {
            ("\"samples\": 200", "\"samples\": 201"), ("0.01, 0.1", "0.01, 0.2"), ("b.pt", "c.pt"), ("\"pgd-20\"]", "\"pgd-21\"]"),
            ("survivors", "all"), ("16/255", "17/255"), ("\"draws\": 4", "\"draws\": 5"), ("layer3", "layer4"),
            ("\"1/8\"", "\"1/9\""), ("eps/4", "eps/5"), ("[0.5, 1]", "[0.6, 1]"), ("\"layer2\"", "\"layer1\""), ("0.25, \"2eps", "0.25, \"3eps"),
            ("\"caaa\"", "\"hd\""), ("trained/sodef", "trained/other"), ("\"sigma\": 0.05", "\"sigma\": 0.06"),
        })
        {
            Assert.NotEqual(hash, PlanFile.Hash(Parse(PlanSamples.Everything.Replace(from, to, StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var faults = Faults("""
            {
              "schemaVersion": 2,
              "samples": -1,
              "seeed": 3,
              "norm": "L7",
              "epsilon": "many",
              "models": [ { "architecture": "resnet19" }, 5 ],
              "defenses": [
                { "rankings": ["best"], "k": ["most"], "tau": 0, "smoothing": "maybe" }, { "k": [] }, { "kind": "moat" }, { "kind": "hd", "k": 5 },
                { "rankings": ["paper", "random"], "k": "1/0", "sigma": "eps/x", "probeShares": 1.5, "layers": ["all", "layer1"] },
                { "rankingFile": "r.safetensors", "probeShares": 0.5, "smoothing": "off" }
              ],
              "attacks": ["pdg-20", ["fgsm"]],
              "draws": 300,
              "draws": 3
            }
            """);
        Assert.Equal(
            [
                "$.draws", "$.schemaVersion", "$.dataset", "$.samples", "$.norm", "$.epsilon", "$.models[0].architecture", "$.models[1]",
                "$.defenses[0].rankings[0]", "$.defenses[0].k[0]", "$.defenses[0].tau", "$.defenses[0].smoothing",
                "$.defenses[1].k", "$.defenses[2].kind", "$.defenses[3].k",
                "$.defenses[4].rankings", "$.defenses[4].layers", "$.defenses[4].probeShares", "$.defenses[4].k", "$.defenses[4].sigma",
                "$.attacks[0]", "$.attacks[1]", "$.draws", "$.seeed", "$.defenses[5].probeShares",
            ],
            faults.Select(fault => fault.Place));
        Assert.All(faults, fault => Assert.StartsWith("plan.json (", fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Message.Contains("--", StringComparison.Ordinal));
    }

    [Fact]
    public void A_preset_stands_for_what_a_plan_does_not_list_itself()
    {
        var plan = Parse("""{ "schemaVersion": 1, "dataset": "fashion-mnist", "preset": "epsilon" }""");
        Assert.Equal(["autoattack"], Names(plan.Attacks));
        Assert.Equal(["autoattack"], Names(plan.Sweep.Attacks));
        Assert.Equal(["eps/2", "eps", "2eps", "4eps"], plan.Sweep.Epsilons.Select(length => $"{length}"));

        var own = Parse("""{ "schemaVersion": 1, "dataset": "x", "preset": "epsilon", "attacks": "fgsm", "defenses": [{ "k": 3 }] }""");
        Assert.Equal(["fgsm"], Names(own.Attacks));
        Assert.Equal(["fgsm"], Names(own.Sweep.Attacks));
        Assert.Equal(4, own.Sweep.Epsilons.Count);
        Assert.Equal(["3"], Grid(own, 0).K.Select(k => $"{k}"));
        var swept = Parse("""{ "schemaVersion": 1, "dataset": "x", "preset": "epsilon", "sweep": { "attacks": "noise", "epsilons": 1 } }""");
        Assert.Equal(["noise"], Names(swept.Sweep.Attacks));
        Assert.Equal(1, Assert.Single(swept.Sweep.Epsilons).At(0.1));
        Assert.Contains(Faults("""{ "schemaVersion": 1, "dataset": "x", "preset": "table-99" }"""), fault => fault.Place == "$.preset");
    }

    [Fact]
    public void The_claim_is_put_to_the_test_by_all_defenses_unless_a_plan_lists_its_own()
    {
        var plan = Parse("""{ "schemaVersion": 1, "dataset": "fashion-mnist", "preset": "claim" }""");
        Assert.Equal(["iw-wc"], Names(plan.Attacks));
        Assert.Equal(["ig", "ig", "hd", "sodef", "caaa", "rs"], plan.Defenses.Select(defense => defense.Kind.Id));
        Assert.All([Grid(plan, 0), Grid(plan, 1)], grid => Assert.Equal(("search", SmoothingChoice.Both), (grid.K.Single().ToString(), grid.Smoothing)));
        Assert.Equal(["lo-ir-absolute"], Grid(plan, 1).Rankings!.Methods!.Select(method => method.Id));

        var own = Parse("""{ "schemaVersion": 1, "dataset": "x", "preset": "claim", "defenses": [ { "kind": "rs" } ] }""");
        Assert.Equal("rs", own.Defenses.Single().Kind.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}")]
    public void What_is_no_JSON_is_refused(string text) => Assert.StartsWith(
        "plan.json", Assert.Throws<InputException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Texts_that_are_not_Unicode_are_refused()
    {
        byte[] invalid = [.. "{\"version\":1,\"dataset\":\""u8, 0xff, .. "\"}"u8];
        foreach (var plan in new[] { "{\"version\":1,\"dataset\":\"\\ud800\"}"u8.ToArray(), invalid })
            Assert.Contains("not Unicode", Assert.Throws<InputException>(() => PlanFile.Parse(plan, "plan.json")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    public void What_is_no_plan_is_refused(string text) => Assert.NotEmpty(Faults(text));

    private static MaskGrid Grid(EvaluationPlan plan, int index) => Assert.IsType<MaskGrid>(plan.Defenses[index]);

    private static IEnumerable<string> Names(IEnumerable<NamedAttack> attacks) => attacks.Select(attack => attack.Name);

    private static EvaluationPlan Parse(string text) => PlanSamples.Parse(text);

    private static IReadOnlyList<InputException> Faults(string text) =>
        Assert.Throws<PlanFaultsException>(() => Parse(text)).Faults;
}
