using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training;
using IgMlNet.Robustness.Training.Methods;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Training;

/// <summary>
/// Whole trainings of a tiny network on images that a glance tells apart. Equal to the last bit because operations run on one
/// thread here (<see cref="OneThreadAnOperationAttribute"/>), where narrow strided convolutions once made oneDNN end the process.
/// </summary>
public sealed class AdversarialTrainerTests : IDisposable
{
    private const int Epochs = 3;
    private const int LearningEpochs = 10;
    private const int StepsPerEpoch = 4;
    private static readonly ImageShape Shape = new(1, 8, 8);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public static TheoryData<string> Methods => [.. TrainingMethod.All.Select(method => method.Id)];

    private string Snapshot => Path.Combine(_folder.FullName, "training.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_training_method_of_the_assembly_is_listed()
    {
        var types = typeof(TrainingMethod).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(TrainingMethod)) && !type.IsAbstract).ToHashSet();

        Assert.NotEmpty(types);
        Assert.Equal(types, TrainingMethod.All.Select(method => method.GetType()).ToHashSet());
        Assert.All(TrainingMethod.All, method => Assert.Same(method, TrainingMethod.Find(method.Id.ToUpperInvariant())));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void It_learns(string method)
    {
        var reports = new List<TrainingProgress>();

        var options = Options(method) with { Epochs = LearningEpochs, PeakLearningRate = 0.1 };

        var result = Train(options, progress: new Reports<TrainingProgress>(reports.Add));

        Assert.Equal(Enumerable.Range(1, LearningEpochs), result.Log.Select(epoch => epoch.Epoch));
        Assert.InRange(result.Log[^1].Loss, 0, 0.9 * result.Log[0].Loss);
        Assert.InRange(result.Log[^1].CleanAccuracy, 0.9, 1);
        Assert.InRange(result.Log[^1].RobustAccuracy, 0.6, result.Log[^1].CleanAccuracy);
        Assert.Equal(
            Enumerable.Range(1, LearningEpochs * StepsPerEpoch).Select(i => (long)i), reports.Select(report => report.Step));
        Assert.Equal(method, result.Recipe["method"]);
        Assert.Equal(result.Recipe, result.Weights.Metadata);

        using var network = Network();
        NetworkWeights.Load(network, result.Weights, "result");
        using var classifier = new Classifier(network, CPU);
        Assert.Equal(result.Log[^1].CleanAccuracy, Accuracy(classifier, Images(40, 2)), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Interrupted_at_any_step_it_ends_with_the_very_same_weights(string method)
    {
        var options = Options(method);
        var whole = Train(options);
        File.Delete(Snapshot);
        foreach (var step in (int[])[1, 3, StepsPerEpoch, StepsPerEpoch + 2, Epochs * StepsPerEpoch])
            Interrupt(options, step);

        var resumed = Train(options);

        Assert.All(whole.Weights.Zip(resumed.Weights), pair =>
        {
            Assert.Equal(pair.First.Name, pair.Second.Name);
            Assert.Equal(pair.First.Data.ToArray(), pair.Second.Data.ToArray());
        });
        Assert.Equal(
            whole.Log.Select(epoch => epoch with { Seconds = 0 }), resumed.Log.Select(epoch => epoch with { Seconds = 0 }));
        Assert.All(resumed.Log, epoch => Assert.True(epoch.Seconds > 0));
    }

    [Fact]
    public void The_time_of_an_epoch_counts_what_was_before_an_interruption()
    {
        using var cancellation = new CancellationTokenSource();
        var reports = new Reports<TrainingProgress>(report =>
        {
            Thread.Sleep(200);
            if (report.Step == 2)
                cancellation.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options("n-fgsm"), reports, cancellation.Token));

        Assert.InRange(Train(Options("n-fgsm")).Log[0].Seconds, 0.4, 100);
    }

    [Fact]
    public void A_finished_training_is_returned_at_once_while_its_snapshot_lies_there()
    {
        var options = Options("n-fgsm");
        var result = Train(options);

        var again = Train(options, new Reports<TrainingProgress>(_ => Assert.Fail("A step was done.")));

        Assert.Equal(result.Log, again.Log);
        Assert.All(result.Weights.Zip(again.Weights), pair =>
            Assert.Equal(pair.First.Data.ToArray(), pair.Second.Data.ToArray()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        TrainingResult Fresh(AdversarialTrainingOptions options)
        {
            File.Delete(Snapshot);
            return Train(options);
        }

        var options = Options("n-fgsm") with { Epochs = 1 };
        var one = Fresh(options);

        Assert.Equal(Bytes(one), Bytes(Fresh(options)));
        Assert.NotEqual(Bytes(one), Bytes(Fresh(options with { Seed = new RandomSeed(9) })));
        static byte[] Bytes(TrainingResult result) => [.. result.Weights.SelectMany(tensor => tensor.Data.ToArray())];
    }

    [Fact]
    public void A_snapshot_of_another_training_is_refused()
    {
        Interrupt(Options("n-fgsm"), 2);

        var refused = Assert.Throws<InputException>(() => Train(Options("n-fgsm") with { PeakLearningRate = 0.3 }));

        Assert.Equal(Snapshot, refused.InputSource);
        Assert.Contains("peak learning rate is '0.2', not '0.3'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Snapshot, Assert.Throws<InputException>(() => Train(Options("pgd"))).InputSource);
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("no state")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("""{"Step":-1,"EpochLoss":0,"EpochCorrect":0,"EpochSeconds":0,"Log":[]}""")]
    [InlineData("""{"Step":9000,"EpochLoss":0,"EpochCorrect":0,"EpochSeconds":0,"Log":[]}""")]
    [InlineData("""{"Step":2,"EpochLoss":0,"EpochCorrect":0,"EpochSeconds":0,"Log":[null]}""")]
    [InlineData("missing weights.conv1.weight")]
    [InlineData("missing averaged.linear.bias")]
    [InlineData("missing momentum.layer3.0.bn1.bias")]
    [InlineData("NaN momentum.linear.bias")]
    [InlineData("shape momentum.linear.bias")]
    public void A_damaged_snapshot_is_refused(string damage)
    {
        Interrupt(Options("n-fgsm"), 2);
        Damage(damage);

        Assert.Equal(Snapshot, Assert.Throws<InputException>(() => Train(Options("n-fgsm"))).InputSource);
    }

    [Fact]
    public void Training_longer_leaves_no_more_tensors()
    {
        var counts = new List<long>();
        var reports = new Reports<TrainingProgress>(_ => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        foreach (var method in TrainingMethod.All)
        {
            counts.Clear();
            File.Delete(Snapshot);
            TensorLeaks.AssertNone(() => Train(Options(method.Id), reports));
            Assert.Single(counts.Skip(1).Distinct());
        }
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var images = Images(64, 1);
        var options = Options("n-fgsm");

        Assert.Throws<ArgumentException>(() => Train(options with { BatchSize = 65 }));
        Assert.Throws<ArgumentException>(() => Train(options, validation: images.Take(0)));
        Assert.Throws<ArgumentException>(() => Train(options, validation: TinyModels.Images(4)));
        Assert.Throws<ArgumentException>(() => Train(options with { ThreatModel = new ThreatModel(Norm.L2, 0.5) }));
        Assert.False(File.Exists(Snapshot));
    }

    [Fact]
    public void A_learning_rate_that_makes_the_loss_no_number_is_told() => Assert.Throws<ArithmeticException>(
        () => Train(Options("n-fgsm") with { PeakLearningRate = 1e30 }));

    private static StagedNetwork Network() => Architecture.Find("resnet18").Create(Dimensions(), new RandomSeed(0));

    private static NetworkDimensions Dimensions() => new() { Input = Shape, ClassCount = 2, BaseWidth = 4 };

    private static AdversarialTrainingOptions Options(string method) => new()
    {
        Method = TrainingMethod.Find(method),
        Epochs = Epochs,
        BatchSize = 16,
        PeakLearningRate = 0.2,
        Augmentation = new Augmentation { Shift = 1 },
        Seed = new RandomSeed(3),
    };

    /// <summary>Dark above and bright below, or the other way round, with noise.</summary>
    private static LabeledImages Images(int count, int seed)
    {
        var noise = new Random(seed);
        var pixels = new byte[count * Shape.Size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (label, row) = (i / Shape.Size % 2, i % Shape.Size / Shape.Width);
            pixels[i] = (byte)(noise.Next(60) + ((row < Shape.Height / 2) == (label == 0) ? 40 : 150));
        }

        return LabeledImages.FromPixels(
            "halves",
            "train",
            Shape,
            ["bright below", "bright above"],
            [.. Enumerable.Range(0, count).Select(i => i % 2)],
            pixels);
    }

    private static double Accuracy(Classifier classifier, LabeledImages images)
    {
        using var scope = NewDisposeScope();
        var predicted = classifier.Logits(images.ImageTensor(.., CPU)).argmax(1);
        return predicted.eq(images.LabelTensor(.., CPU)).to(float64).mean().ToDouble();
    }

    private TrainingResult Train(
        AdversarialTrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken? cancellation = null,
        LabeledImages? validation = null) =>
        new AdversarialTrainer(Architecture.Find("resnet18"), Dimensions(), options).Train(
            Images(64, 1),
            validation ?? Images(40, 2),
            Snapshot,
            CPU,
            progress,
            cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Trains on to a step and cancels there.</summary>
    private void Interrupt(AdversarialTrainingOptions options, int step)
    {
        using var cancellation = new CancellationTokenSource();
        var reports = new Reports<TrainingProgress>(report =>
        {
            if (report.Step == step)
                cancellation.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Train(options, reports, cancellation.Token));
        Assert.True(File.Exists(Snapshot));
    }

    private void Damage(string damage)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (damage == "cut off")
        {
            using var file = File.OpenWrite(Snapshot);
            file.SetLength(file.Length - 100);
            return;
        }

        var saved = SafetensorsFile.Read(Snapshot, cancellation);
        var metadata = saved.Metadata.ToDictionary();
        var (what, name) = damage.Split(' ') is ["missing" or "NaN" or "shape", _] and var parts
            ? (parts[0], parts[1])
            : ("", "");
        var tensors = saved.Where(tensor => what != "missing" || tensor.Name != name).Select(tensor =>
            tensor.Name != name ? tensor
            : what == "NaN" ? CheckpointTensor.FromValues(name, [1, float.NaN], 2)
            : CheckpointTensor.FromValues(name, [1, 2, 3], 3)).ToList();
        if (damage == "no state")
            metadata.Remove("state");
        else if (what is not ("missing" or "NaN" or "shape"))
            metadata["state"] = damage;
        SafetensorsFile.Write(Snapshot, new StateDict(tensors, metadata), cancellation);
    }
}
