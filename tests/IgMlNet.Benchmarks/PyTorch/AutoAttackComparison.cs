using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Ensembles;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks.PyTorch;

/// <summary>
/// AutoAttack <i>standard</i> beside the published PyTorch code: same weights, images, ε and number of threads, one after the other.
/// </summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/IgMlNet.Benchmarks -- autoattack CHECKOUT IMAGES [CHECKPOINT CIFAR [REPEAT [PYTHON]]]</c>.
/// CHECKOUT is one of https://github.com/fra31/auto-attack. Without CHECKPOINT and CIFAR the bundled model and images are taken; with
/// them a CIFAR-form ResNet-18 and the folder of a data set. REPEAT makes every channel of the network so many of the same, each with its
/// share of the weights: a network of that many times the width that computes the same, and so is as robust.
/// </remarks>
internal static class AutoAttackComparison
{
    public static void Run(string[] arguments)
    {
        var (checkout, count) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var source = DatasetCatalog.BesideApplication.Open(arguments.ElementAtOrDefault(3) ?? "fashion-mnist");
        var images = source.Load(DatasetSplit.Test).TakeInTurn(count);
        var checkpoint = arguments.ElementAtOrDefault(2) ?? source.Manifest!.Model!.Weights.VerifiedPath(source.Manifest.Folder);
        var repeat = int.Parse(arguments.ElementAtOrDefault(4) ?? "1", CultureInfo.InvariantCulture);
        var epsilon = source.NormalEpsilon!.Value;
        var threads = Environment.ProcessorCount;
        set_num_threads(threads);
        using var classifier = Widened(checkpoint, images, repeat);
        using var scope = NewDisposeScope();
        var batch = new AttackBatch(
            images.ImageTensor(.., CPU), images.LabelTensor(.., CPU), [.. Enumerable.Range(0, count).Select(i => (long)i)]);
        var (ours, robust) = Ours(classifier, batch, epsilon);
        var (theirs, theirRobust) = Theirs(
            arguments.ElementAtOrDefault(5) ?? "/usr/bin/python3", checkout, classifier, batch, epsilon, threads);
        Console.WriteLine("| width | images | IgMlNet, s | PyTorch, s | IgMlNet/PyTorch | robust, IgMlNet | robust, PyTorch | decided differently |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        Console.WriteLine(FormattableString.Invariant(
            $"| {classifier.Dimensions.BaseWidth} | {count} | {ours:0.0} | {theirs:0.0} | {ours / theirs:0.00} | {robust.Count(r => r)} | {theirRobust.Count(r => r)} | {robust.Zip(theirRobust).Count(pair => pair.First != pair.Second)} |"));
    }

    private static (double Seconds, bool[] Robust) Ours(Classifier classifier, AttackBatch batch, double epsilon)
    {
        var clock = Stopwatch.StartNew();
        using var result = new AutoAttack().Run(
            classifier, batch, new ThreatModel(Norm.Linf, epsilon), new RandomSeed(0), null, CancellationToken.None);
        var seconds = clock.Elapsed.TotalSeconds;
        using var noGrad = no_grad();
        return (seconds, [.. classifier.Logits(result.Adversarial).argmax(1).eq(batch.Labels).data<bool>()]);
    }

    private static (double Seconds, bool[] Robust) Theirs(
        string python, string checkout, Classifier classifier, AttackBatch batch, double epsilon, int threads)
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
            foreach (var argument in (string[])
                [
                    Path.Combine(AppContext.BaseDirectory, "PyTorch", "autoattack.py"), path, checkout,
                    epsilon.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture),
                ])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            using var answer = JsonDocument.Parse(lines[^1]);
            return (
                answer.RootElement.GetProperty("seconds").GetDouble(),
                [.. answer.RootElement.GetProperty("robust").EnumerateArray().Select(flag => flag.GetBoolean())]);
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
}
