// The usings and the body below stand word for word in README.md; the test compares them.
#region usings
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using TorchSharp;
#endregion

using System.Globalization;
using System.Runtime.CompilerServices;

namespace IgMlNet.Robustness.Tests.Documentation;

/// <summary>The C# example of README.md compiles here, runs, and says what it says there.</summary>
public class ReadmeExampleTests
{
    [Fact]
    public void The_example_runs_and_the_defense_holds_for_most_images()
    {
        using var console = new StringWriter(CultureInfo.InvariantCulture);
        Run(console);
        var correct = int.Parse(console.ToString().Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(correct, 60, 95);
    }

    [Fact]
    public void The_example_is_the_one_in_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "README.md"));
        var block = readme.Split("```csharp\n")[1].Split("```")[0];
        var source = File.ReadAllLines(ThisFile());
        var example = string.Join('\n', [.. Region(source, "usings"), "", .. Region(source, "example").Select(Outdented)]);
        Assert.Equal(example.Trim(), block.Trim());
    }

    private static void Run(TextWriter Console)
    {
        #region example
        var data = DatasetCatalog.BesideApplication.Open("fashion-mnist");
        var probe = data.Load(DatasetSplit.Probe);
        var test = data.Load(DatasetSplit.Test).TakeInTurn(100);

        // A trained network, frozen. Its stages are known by name, so any layer can be ranked and masked.
        var weights = data.Manifest!.Model!.Weights.VerifiedPath(data.Manifest.Folder);
        using var classifier = ClassifierFile.Load(weights, (probe.Shape.Height, probe.Shape.Width), torch.CPU);

        // Rank once, defend, predict.
        var ranking = LeaveOneOut.Signed.Rank(
            classifier, classifier.PenultimateLayer, probe, new RankingOptions(), progress: null, CancellationToken.None);
        var defense = new InterpretabilityGuided(
            ranking, new InterpretabilityGuidedOptions { K = 6, Smoothing = Smoothing.For(epsilon: 0.1) });
        using var defended = defense.Defend(classifier);

        using var scope = torch.NewDisposeScope();
        var batch = new AttackBatch(
            test.ImageTensor(.., torch.CPU), test.LabelTensor(.., torch.CPU), [.. Enumerable.Range(0, test.Count).Select(i => (long)i)]);
        using var result = new Pgd().Run(
            defended, batch, new ThreatModel(Norm.Linf, 0.1), new RandomSeed(0), null, CancellationToken.None);
        using var random = new RandomStreams(new RandomSeed(1), batch.ImageIds);
        var correct = defended.Logits(result.Adversarial, random).argmax(1).eq(batch.Labels).sum().item<long>();
        Console.WriteLine($"{correct} of {test.Count} are still classified correctly under PGD-20.");
        #endregion
    }

    private static IEnumerable<string> Region(string[] lines, string name) => lines
        .SkipWhile(line => line.Trim() != $"#region {name}").Skip(1).TakeWhile(line => line.Trim() != "#endregion");

    private static string Outdented(string line) => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
