using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Cards;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models;

/// <summary>What training scripts put around, before and next to a network's weights.</summary>
public sealed class NetworkSearchTests : IDisposable
{
    private static readonly (int Height, int Width) Size = (TinyModels.Shape.Height, TinyModels.Shape.Width);

    private static readonly float[] CifarMeans = [0.4914f, 0.4822f, 0.4465f];
    private static readonly float[] CifarDeviations = [0.2471f, 0.2435f, 0.2616f];

    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    [Theory]
    [InlineData("net.")]
    [InlineData("backbone.")]
    [InlineData("encoder.")]
    [InlineData("model.")]
    [InlineData("module.")]
    [InlineData("module.net.")]
    [InlineData("model.backbone.encoder.")]
    [InlineData("_orig_mod.module.model.")]
    [InlineData("teacher.")]
    [InlineData("1.")]
    public void The_network_is_found_under_a_prefix(string prefix)
    {
        using var loaded = Load(Resnet(prefix));

        Assert.Equal(Expected(), loaded.ContentHash);
        Assert.Empty(loaded.LeftAside);
    }

    [Fact]
    public void Criteria_metrics_and_an_averaged_copy_are_left_aside_and_named()
    {
        using var loaded = Load([
            .. Resnet("ema_model.module."), .. Resnet("model."), Floats("criterion.weight", 4), Floats("train_acc.tp"), Counter("n_averaged"),
        ]);

        Assert.Equal(Expected(), loaded.ContentHash);
        Assert.Contains("criterion.weight", loaded.LeftAside);
        Assert.Contains("train_acc.tp", loaded.LeftAside);
        Assert.Contains("n_averaged", loaded.LeftAside);
        Assert.Contains("ema_model.module.conv1.weight", loaded.LeftAside);
        Assert.DoesNotContain("model.conv1.weight", loaded.LeftAside);
    }

    [Fact]
    public void Weights_that_PyTorch_averaged_are_found_next_to_their_count()
    {
        using var loaded = Load([Counter("n_averaged"), .. Resnet("module.")]);

        Assert.Equal(Expected(), loaded.ContentHash);
        Assert.Equal(["n_averaged"], loaded.LeftAside);
    }

    [Fact]
    public void A_profilers_counters_and_counters_of_batches_in_another_shape_do_no_harm()
    {
        var weights = Resnet("")
            .Select(tensor => tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
                ? CheckpointTensor.FromValues(tensor.Name, [7L], 1)
                : tensor)
            .SelectMany(tensor => tensor.Name.EndsWith("conv1.weight", StringComparison.Ordinal)
                ? new[] { tensor, Floats(tensor.Name.Replace("weight", "total_ops", StringComparison.Ordinal), 1) }
                : [tensor]);

        using var loaded = Load([.. weights, Floats("total_params", 1)]);

        Assert.Equal(Expected(), loaded.ContentHash);
        Assert.DoesNotContain(loaded.LeftAside, name => name.Contains("num_batches_tracked", StringComparison.Ordinal));
        Assert.Contains("layer1.0.conv1.total_ops", loaded.LeftAside);
    }

    [Theory]
    [InlineData("0.mean", "0.std", "1.")]
    [InlineData("0.mean", "0.std", "1.module.")]
    [InlineData("module.0.mean", "module.0.std", "module.1.")]
    [InlineData("normalize.mean", "normalize.std", "model.")]
    [InlineData("mean", "std", "")]
    [InlineData("mu", "sigma", "model.module.")]
    [InlineData("module.normalizer.new_mean", "module.normalizer.new_std", "module.model.")]
    [InlineData("model.mu", "model.sigma", "model.")]
    public void Means_and_deviations_before_the_network_normalize_its_input(string mean, string deviation, string prefix)
    {
        using var loaded = Load([Floats(mean, 1, 3, 1, 1), Floats(deviation, 3, 1, 1), .. Resnet(prefix)]);
        using var plain = Load(Resnet(""));
        using var scope = NewDisposeScope();
        var images = TinyModels.Images(2).ImageTensor(.., CPU);
        var (mu, sigma) = (tensor(Values(3)).reshape(1, 3, 1, 1), tensor(Values(3)).reshape(1, 3, 1, 1));

        TensorAssert.IsNear(plain.Logits((images - mu) / sigma), loaded.Logits(images), 1e-4);
        Assert.Empty(loaded.LeftAside);
    }

    [Theory]
    [InlineData("2.mean", "2.std", "1.")]
    [InlineData("loss.mean", "loss.std", "model.")]
    [InlineData("attacker.normalize.mean", "attacker.normalize.std", "model.")]
    public void Means_and_deviations_elsewhere_are_left_aside(string mean, string deviation, string prefix)
    {
        using var loaded = Load([Floats(mean, 3), Floats(deviation, 3), .. Resnet(prefix)]);

        Assert.Equal(Expected(), loaded.ContentHash);
        Assert.Equal([mean, deviation], loaded.LeftAside);
    }

    [Fact]
    public void A_normalization_that_is_given_takes_the_place_of_the_files()
    {
        var path = Save([Floats("0.mean", 3), Floats("0.std", 3), .. Resnet("1.")]);
        using var plain = Load(Resnet(""));
        using var without = ClassifierFile.Load(path, null, new ClassifierFileOptions { Normalization = ChannelNormalization.None }, Size, CPU);
        using var cifar = ClassifierFile.Load(path, null, new ClassifierFileOptions { Normalization = ChannelNormalization.Find("cifar10") }, Size, CPU);
        using var scope = NewDisposeScope();
        var images = TinyModels.Images(2).ImageTensor(.., CPU);
        var (mu, sigma) = (tensor(CifarMeans), tensor(CifarDeviations));

        Assert.Equal(plain.ContentHash, without.ContentHash);
        TensorAssert.IsNear(plain.Logits((images - mu.reshape(1, 3, 1, 1)) / sigma.reshape(1, 3, 1, 1)), cifar.Logits(images), 1e-4);
    }

    [Fact]
    public void A_normalization_for_another_number_of_channels_is_refused()
    {
        var options = new ClassifierFileOptions { Normalization = new ChannelNormalization { Mean = [0.5f], Deviation = [0.25f] } };

        var error = Assert.Throws<InputException>(() => ClassifierFile.Load(Save(Resnet("")), null, options, Size, CPU));

        Assert.Contains("3 channels; the normalization has 1 means", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, 0.5f)]
    [InlineData(0.5f, 0f)]
    [InlineData(0.5f, -1f)]
    [InlineData(0.5f, float.PositiveInfinity)]
    public void A_normalization_is_of_finite_means_and_positive_deviations(float mean, float deviation) =>
        Assert.Throws<ArgumentException>(() => new ChannelNormalization { Mean = [mean], Deviation = [deviation] });

    [Fact]
    public void Of_several_networks_one_must_be_chosen()
    {
        var path = Save([.. Resnet("student."), .. Resnet("teacher.", seed: 2)]);

        var error = Assert.Throws<InputException>(() => ClassifierFile.Load(path, Size, CPU));

        Assert.Contains("'student', 'teacher'", error.Problem, StringComparison.Ordinal);
        Assert.Contains("--entry student", error.Remedy, StringComparison.Ordinal);
        using var chosen = ClassifierFile.Load(path, null, new ClassifierFileOptions { Entry = "student" }, Size, CPU);
        Assert.Equal(Expected(), chosen.ContentHash);
    }

    [Fact]
    public void Several_normalizations_are_refused_and_one_that_is_given_settles_it()
    {
        CheckpointTensor[] tensors =
        [
            Floats("norm1.mean", 3), Floats("norm1.std", 3), Floats("norm2.mean", 3), Floats("norm2.std", 3), .. Resnet("model."),
        ];

        var error = Assert.Throws<InputException>(() => Load(tensors));

        Assert.Contains("'norm1.mean', 'norm2.mean'", error.Problem, StringComparison.Ordinal);
        using var given = ClassifierFile.Load(
            Save(tensors), null, new ClassifierFileOptions { Normalization = ChannelNormalization.None }, Size, CPU);
        Assert.Equal(Expected(), given.ContentHash);
    }

    [Fact]
    public void A_deeper_network_is_not_taken_for_a_shallower_one_that_it_contains()
    {
        // WideResNet-34-10 has all blocks of WideResNet-28-10, and more.
        using var network = TinyModels.Network(Architecture.Find("wideresnet34-10"));
        var path = Save([.. NetworkWeights.Save(network)]);

        var error = Assert.Throws<InputException>(() => ClassifierFile.Load(path, Architecture.Find("wideresnet28-10"), Size, CPU));

        Assert.Contains("unexpected", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_architectures_one_of_which_has_a_module_more_that_with_more_is_taken()
    {
        // With the last norm left aside, it would be a PreActResNet-18 without one.
        using var network = TinyModels.Network(Architecture.Find("preactresnet18-v2-norm"));
        var path = Save([.. NetworkWeights.Save(network)]);

        using var loaded = ClassifierFile.Load(path, Size, CPU);

        Assert.Equal("preactresnet18-v2-norm", loaded.Name);
        Assert.Throws<InputException>(() => ClassifierFile.Load(path, Architecture.Find("preactresnet18-v2"), Size, CPU));
    }

    [Fact]
    public void A_needed_tensor_that_is_not_read_is_named_with_what_it_is()
    {
        var source = new NetworkSource(
            new StateDict(Resnet("module.").Where(tensor => tensor.Name != "module.layer1.0.conv1.weight")), "f8.safetensors",
            [new SkippedEntry("module.layer1.0.conv1.weight", "a tensor of F8_E4M3 elements")]);

        var error = ClassifierFile.Mismatch(source, wanted: null);

        Assert.Equal("module.layer1.0.conv1.weight", error.Place);
        Assert.Contains("F8_E4M3", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_networks_in_one_file_take_no_time()
    {
        var tensors = Enumerable.Range(0, 20_000).SelectMany(i => new[] { Floats($"n{i}.conv1.weight", 2, 3, 3, 3), Floats($"n{i}.linear.weight", 4, 16) });

        Assert.Empty(NetworkSearch.Fits(new NetworkSource(new StateDict(tensors), "many", []), wanted: null, Size, normalization: null));
    }

    [Fact]
    public void An_inspection_says_where_the_network_is_and_what_is_left_aside()
    {
        using var inspection = CheckpointInspection.Open(Save([Floats("0.mean", 3), Floats("0.std", 3), .. Resnet("1."), Floats("criterion.weight", 4)]));

        Assert.Equal("resnet18", inspection.Fits[0].Architecture.Id);
        Assert.Equal("1.", inspection.Prefix);
        Assert.Equal(Values(3), inspection.Normalization!.Mean);
        Assert.Equal(["criterion.weight"], inspection.LeftAside);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Classifier Load(CheckpointTensor[] tensors) => ClassifierFile.Load(Save(tensors), Size, CPU);

    private string Save(CheckpointTensor[] tensors)
    {
        var path = Path.Combine(_folder, "network.safetensors");
        SafetensorsFile.Write(path, new StateDict(tensors));
        return path;
    }

    private static string Expected()
    {
        using var classifier = new Classifier(TinyModels.Network(Architecture.Find("resnet18")), CPU);
        return classifier.ContentHash;
    }

    private static CheckpointTensor[] Resnet(string prefix, ulong seed = 1)
    {
        using var network = TinyModels.Network(Architecture.Find("resnet18"), seed);
        return [.. NetworkWeights.Save(network).Select(tensor => tensor.Renamed(prefix + tensor.Name))];
    }

    private static CheckpointTensor Counter(string name) => CheckpointTensor.FromValues(name, [3L]);

    private static CheckpointTensor Floats(string name, params long[] shape) =>
        CheckpointTensor.FromValues(name, Values((int)shape.Aggregate(1L, (product, size) => product * size)), shape);

    private static float[] Values(int count) => [.. Enumerable.Range(1, count).Select(i => 0.25f * i)];
}
