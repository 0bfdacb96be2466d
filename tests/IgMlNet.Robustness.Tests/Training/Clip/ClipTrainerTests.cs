using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training;
using IgMlNet.Robustness.Training.Clip;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Training.Clip;

public sealed class ClipTrainerTests
{
    private static readonly ClipTrainingOptions Options = new()
    {
        VisionLayers = 1,
        Epochs = 2,
        BatchSize = 8,
        Augmentation = new Augmentation { Shift = 0, Mirroring = Mirroring.None },
    };

    [Fact]
    public void It_learns_which_class_text_an_image_goes_with()
    {
        var images = Shades(32);
        var trained = Train(images, Options with { Epochs = 100 });
        using var folder = new TemporaryFolder();
        trained.Save(folder.Path);

        var source = ClipSource.FromFiles(folder.Path);

        Assert.All(["{}", "a photo of a {}."], prompt => Assert.True(Accuracy(source, images, prompt) > 0.9));
        Assert.True(trained.Log[^1].Loss < 0.3 * trained.Log[0].Loss, $"{trained.Log[0].Loss} to {trained.Log[^1].Loss}");
        Assert.Equal(Enumerable.Range(1, 100), trained.Log.Select(epoch => epoch.Epoch));
        Assert.Equal("100", CheckpointReader.Read(folder.At(ClipTrainingResult.WeightsFile)).Metadata["epochs"]);
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_others_give_others()
    {
        var images = TinyModels.Images(16);
        Assert.Equal(Hash(1), Hash(1));
        Assert.NotEqual(Hash(1), Hash(2));

        string Hash(ulong seed)
        {
            using var model = ClipModel.From(
                Train(images, Options with { Seed = new RandomSeed(seed) }).Weights, "trained", new ClipModelOptions(), CPU);
            return model.ContentHash;
        }
    }

    [Fact]
    public void Every_tensor_is_trained()
    {
        var before = ClipInitialization.Weights(Options, resolution: 8);

        // So little decay changes no float: what changes does so by its gradient.
        var after = Train(TinyModels.Images(16), Options with { WeightDecay = 1e-12 }).Weights;

        Assert.Equal(before.Names, after.Names);
        Assert.All(before.Zip(after), pair => Assert.NotEqual(pair.First.ToFloat32Array(), pair.Second.ToFloat32Array()));
    }

    [Theory]
    [InlineData(1, 7, 9, 8)]
    [InlineData(3, 12, 12, 12)]
    public void Images_of_any_size_are_resized_to_whole_patches(int channels, int height, int width, int resolution)
    {
        var shape = new ImageShape(channels, height, width);
        var pixels = Enumerable.Range(0, 8 * shape.Size).Select(i => (byte)(i * 7)).ToArray();
        var images = LabeledImages.FromPixels("odd", "train", shape, ["one", "two"], [0, 1, 0, 1, 0, 1, 0, 1], pixels);

        using var model = ClipModel.From(Train(images, Options with { Epochs = 1 }).Weights, "trained", new ClipModelOptions(), CPU);

        Assert.Equal((resolution, 4), (model.Dimensions.ImageResolution, model.Dimensions.PatchSize));
    }

    [Fact]
    public void Progress_counts_every_step()
    {
        var heard = new List<ClipTrainingProgress>();
        new ClipTrainer(Options).Train(
            TinyModels.Images(20), CPU, new Reports<ClipTrainingProgress>(heard.Add), TestContext.Current.CancellationToken);

        Assert.Equal([1L, 2, 3, 4], heard.Select(now => now.Step));
        Assert.All(heard, now => Assert.Equal((4L, 2), (now.Steps, now.Epochs)));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        Train(TinyModels.Images(8), Options with { Epochs = 1 });
        TensorLeaks.AssertNone(() => Train(TinyModels.Images(8), Options with { Epochs = 1 }));
    }

    [Fact]
    public void What_cannot_be_trained_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Train(TinyModels.Images(7), Options));
        Assert.Throws<ArithmeticException>(() => Train(TinyModels.Images(16), Options with { LearningRate = 1e30 }));
        Assert.Throws<OperationCanceledException>(() =>
            new ClipTrainer(Options).Train(TinyModels.Images(8), CPU, null, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipTrainingOptions { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipTrainingOptions { LearningRate = double.NaN });
    }

    [Fact]
    public void The_learning_rate_rises_for_a_twentieth_and_falls_to_nothing()
    {
        var rates = Enumerable.Range(0, 100).Select(step => Options.LearningRateAt(step, 100)).ToList();

        Assert.Equal(Options.LearningRate, rates.Max(), 1e-6);
        Assert.InRange(rates.IndexOf(rates.Max()), 3, 5);
        Assert.Equal(0, rates[^1], 1e-9);
    }

    /// <summary>Four classes, each of a shade of its own, a little blotched.</summary>
    private static LabeledImages Shades(int count)
    {
        var shape = TinyModels.Shape;
        var labels = Enumerable.Range(0, count).Select(i => i % 4).ToList();
        var pixels = labels.SelectMany((label, i) => Enumerable.Range(0, shape.Size).Select(j => (byte)((label * 70) + (((31 * i) + (7 * j)) % 23))));
        return LabeledImages.FromPixels("shades", "train", shape, ["black", "dark", "pale", "white"], labels, pixels.ToArray());
    }

    private static ClipTrainingResult Train(LabeledImages images, ClipTrainingOptions options) =>
        new ClipTrainer(options).Train(images, CPU, null, TestContext.Current.CancellationToken);

    private static double Accuracy(ClipSource source, LabeledImages images, string prompt) =>
        source.ZeroShotAccuracy(images, PromptTemplates.Parse(prompt), CPU, TestContext.Current.CancellationToken);
}
