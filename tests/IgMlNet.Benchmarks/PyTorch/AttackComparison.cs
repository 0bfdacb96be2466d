using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks.PyTorch;

/// <summary>
/// AutoAttack, one of its attacks, GAMA-PGD or RayS beside the published PyTorch code: same weights, images, ε, budget and number of
/// threads, one after the other. It tells which is faster, and which breaks more images.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/IgMlNet.Benchmarks -- attack NAMES NORM CHECKOUT IMAGES [MODEL DATA [REPEAT [PYTHON]]]</c>.
/// NAMES, apart by commas, are <c>autoattack</c>, attacks of it such as <c>apgd-ce</c>, <c>gama-pgd</c>, or <c>rays-QUERIES</c>; NORM is
/// Linf, L2 or L1. CHECKOUT is one of https://github.com/fra31/auto-attack, for GAMA-PGD of https://github.com/val-iisc/GAMA-GAT, for
/// RayS of https://github.com/uclaml/RayS. Without MODEL and DATA the bundled model and
/// images are taken; with them a CIFAR-form ResNet-18 and the folder of a data set. MODEL <c>small-cnn</c> is a network of three
/// convolutions, trained first. REPEAT makes every channel of a ResNet so many of the same, each with its share of the weights: a
/// network of that many times the width that computes the same, and so is as robust.
/// </remarks>
internal static class AttackComparison
{
    private const string RayS = "rays-";
    private const string Gama = "gama-pgd";

    /// <summary>What CIFAR-10 is customarily attacked with in ℓ2 and ℓ1 (Croce &amp; Hein).</summary>
    private static readonly (Norm Norm, double Epsilon)[] OtherNorms = [(Norm.L2, 0.5), (Norm.L1, 12)];

    public static void Run(string[] arguments)
    {
        var (names, norm, checkout) = (arguments[0].Split(','), Norm.Parse(arguments[1]), arguments[2]);
        var count = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        var source = DatasetCatalog.BesideApplication.Open(arguments.ElementAtOrDefault(5) ?? "fashion-mnist");
        var images = source.Load(DatasetSplit.Test).TakeInTurn(count);
        var model = arguments.ElementAtOrDefault(4) ?? source.Manifest!.Model!.Weights.VerifiedPath(source.Manifest.Folder);
        var repeat = int.Parse(arguments.ElementAtOrDefault(6) ?? "1", CultureInfo.InvariantCulture);
        var threatModel = new ThreatModel(
            norm, norm == Norm.Linf ? source.NormalEpsilon!.Value : OtherNorms.Single(other => other.Norm == norm).Epsilon);
        set_num_threads(Environment.ProcessorCount);
        using var classifier = model == "small-cnn"
            ? SmallCnn.Train(source.Load(DatasetSplit.Probe), images, threatModel)
            : Widened(model, images, repeat);
        using var scope = NewDisposeScope();
        var batch = new AttackBatch(
            images.ImageTensor(.., CPU), images.LabelTensor(.., CPU), [.. Enumerable.Range(0, count).Select(i => (long)i)]);
        Console.WriteLine(
            "| attack | norm | model | width | images | IgMlNet, s | PyTorch, s | IgMlNet/PyTorch | robust, IgMlNet | robust, PyTorch | broken by PyTorch alone | by IgMlNet alone | mean distance, IgMlNet | PyTorch |");
        Console.WriteLine("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var name in names)
        {
            var ours = Ours(name, classifier, batch, threatModel);
            var theirs = Theirs(arguments.ElementAtOrDefault(7) ?? "/usr/bin/python3", name, checkout, classifier, batch, threatModel);
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {norm.Id} | {classifier.Name} | {classifier.Dimensions.BaseWidth} | {count} | {ours.Seconds:0.0} | {theirs.Seconds:0.0} | {ours.Seconds / theirs.Seconds:0.00} | {ours.Robust.Count(r => r)} | {theirs.Robust.Count(r => r)} | {ours.Robust.Zip(theirs.Robust).Count(pair => pair.First && !pair.Second)} | {ours.Robust.Zip(theirs.Robust).Count(pair => !pair.First && pair.Second)} | {ours.Distances?.Average():0.00000} | {theirs.Distances?.Average():0.00000} |"));
        }
    }

    private static Outcome Ours(string name, Classifier classifier, AttackBatch batch, ThreatModel threatModel)
    {
        var clock = Stopwatch.StartNew();
        if (name.StartsWith(RayS, StringComparison.Ordinal))
        {
            var options = new RaySOptions { Queries = int.Parse(name[RayS.Length..], CultureInfo.InvariantCulture) };
            var distances = new RayS(options).FindBoundary(classifier, batch, default, null, CancellationToken.None);
            return new Outcome(
                clock.Elapsed.TotalSeconds, [.. distances.Select(d => d > threatModel.Epsilon)], [.. distances.Select(d => (double)d)]);
        }

        // By itself Square stretches its schedule; the published code asks AutoAttack's not to.
        using var result = AttackRecipe.Parse(name == "square" ? "square-fixed" : name).Create(classifier)
            .Run(classifier, batch, threatModel, new RandomSeed(0), null, CancellationToken.None);
        var seconds = clock.Elapsed.TotalSeconds;
        using var noGrad = no_grad();
        return new Outcome(seconds, [.. classifier.Logits(result.Adversarial).argmax(1).eq(batch.Labels).data<bool>()], null);
    }

    private static Outcome Theirs(
        string python, string name, string checkout, Classifier classifier, AttackBatch batch, ThreatModel threatModel)
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                SafetensorsFile.Write(file, new StateDict(classifier.Weights()
                    .Append(CheckpointTensor.FromTensor("images", batch.Images))
                    .Append(CheckpointTensor.FromTensor("labels", batch.Labels))));
            }

            var start = new ProcessStartInfo(python) { RedirectStandardOutput = true };
            var epsilon = threatModel.Epsilon.ToString(CultureInfo.InvariantCulture);
            string[] what = name.StartsWith(RayS, StringComparison.Ordinal)
                ? ["rays.py", name[RayS.Length..]]
                : name == Gama ? ["gama.py"] : ["autoattack.py", name, threatModel.Norm.Id];
            foreach (var argument in (string[])
                [
                    Path.Combine(AppContext.BaseDirectory, "PyTorch", what[0]), .. what[1..], epsilon, path, checkout,
                    Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
                ])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return JsonSerializer.Deserialize<Outcome>(lines[^1], JsonSerializerOptions.Web)!;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Classifier Widened(string checkpoint, LabeledImages images, int repeat)
    {
        using var narrow = ClassifierFile.Load(checkpoint, (images.Shape.Height, images.Shape.Width), CPU);
        var dimensions = narrow.Dimensions with { BaseWidth = narrow.Dimensions.BaseWidth * repeat };
        var network = Architecture.Find(narrow.Name).Create(dimensions, new RandomSeed(0));
        using var scope = NewDisposeScope();
        var weights = narrow.Weights().Select(entry =>
        {
            var values = entry.ToTensor();
            var isLast = entry.Name.StartsWith("linear", StringComparison.Ordinal);
            if (values.dim() > 0 && !isLast)
                values = values.repeat_interleave(repeat, 0);
            if (values.dim() > 1 && (isLast || entry.Name != "conv1.weight"))
                values = values.repeat_interleave(repeat, 1) / repeat;
            return CheckpointTensor.FromTensor(entry.Name, values);
        });
        NetworkWeights.Load(network, new StateDict([.. weights]), checkpoint);
        return new Classifier(network, CPU);
    }

    /// <summary>How long it took, which images withstood, and where an attack tells them the distances of their boundary.</summary>
    private sealed record Outcome(double Seconds, bool[] Robust, double[]? Distances);
}
