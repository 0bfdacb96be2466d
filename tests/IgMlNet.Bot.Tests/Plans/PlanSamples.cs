using System.Text;
using IgMlNet.Bot.Plans;

namespace IgMlNet.Bot.Tests.Plans;

/// <summary>Plans to test with.</summary>
internal static class PlanSamples
{
    /// <summary>A plan in which every member is given.</summary>
    public const string Everything = """
        {
          "schemaVersion": 1,
          "title": "All there is",
          "dataset": "data/fashion",
          "split": "probe",
          "samples": 200,
          "probeSamples": 50,
          "seed": 18446744073709551615,
          "norm": "L2",
          "epsilon": 0.5,
          "models": [ { "checkpoint": "a/b.pt", "architecture": "resnet18", "layer": "layer3" }, { } ],
          "defenses": [
            { "rankings": ["random", "lo-ir"], "clip": { "model": "ViT-B-16.pt", "precision": "half" }, "k": [10, "search", "tenth", "1/8", "all"], "layers": ["layer2", "layer3"], "probeShares": [0.5, 1], "tau": [0.01, 0.1], "smoothing": "both", "sigma": [0.1, "eps/4", "2eps"],
              "noiseSamples": [1, 8] },
            { "rankings": "paper", "layers": "all", "rankingFile": "rankings/r.safetensors", "smoothing": "off" },
            { "kind": "sodef", "file": "trained/sodef.safetensors" },
            { "kind": "rs", "sigma": 0.05, "noiseSamples": [1, 4] },
            { "kind": "caaa" }
          ],
          "attacks": ["fgsm", "pgd-20"],
          "sweep": { "attacks": ["pgd-20"], "epsilons": ["16/255", 0.25, "2eps"] },
          "attackOn": "survivors",
          "draws": 4,
          "batchSize": 32,
          "compareWith": "ig-lo-ir-10"
        }
        """;

    /// <summary>A plan of what must be there alone.</summary>
    public const string Least = """{ "schemaVersion": 1, "dataset": "fashion-mnist", "attacks": ["fgsm"] }""";

    /// <summary>Reads a plan.</summary>
    public static EvaluationPlan Parse(string text) => PlanFile.Parse(Encoding.UTF8.GetBytes(text), "plan.json");
}
