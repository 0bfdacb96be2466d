using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Architectures;

public sealed class UserArchitectureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(3, 32, 32)]
    [InlineData(3, 5, 7)]
    public void A_network_whose_weights_depend_on_the_size_of_images_is_loaded_at_that_size(int channels, int height, int width)
    {
        var architecture = new UserNetworks.FlattenCnn("flatten-cnn");
        var dimensions = new NetworkDimensions { Input = new ImageShape(channels, height, width), ClassCount = 3, BaseWidth = 4 };
        using var scope = NewDisposeScope();
        using var made = new Classifier(architecture.Create(dimensions, new RandomSeed(1)), CPU);
        var path = Path.Combine(_folder.FullName, "network.safetensors");
        SafetensorsFile.Write(path, made.Weights());

        using var loaded = ClassifierFile.Load(path, architecture, (height, width), CPU);

        Assert.Equal(dimensions, loaded.Dimensions);
        var images = rand(2, channels, height, width);
        TensorAssert.IsSame(made.Logits(images), loaded.Logits(images));
        Assert.Throws<InputException>(() => ClassifierFile.Load(path, architecture, (height + 1, width), CPU));
    }

    [Fact]
    public void A_registered_architecture_is_found_and_its_checkpoints_are_recognised()
    {
        var architecture = new UserNetworks.FlattenCnn("registered-flatten-cnn");
        Architecture.Register(architecture);
        Architecture.Register(architecture);

        Assert.Same(architecture, Architecture.Find("registered-flatten-cnn"));
        Assert.Single(Architecture.All, known => known.Id == architecture.Id);
        using var network = architecture.Create(UserNetworks.Dimensions with { BaseWidth = 4 }, new RandomSeed(1));
        var path = Path.Combine(_folder.FullName, "network.safetensors");
        SafetensorsFile.Write(path, NetworkWeights.Save(network));
        using var loaded = ClassifierFile.Load(path, (2, 2), CPU);
        Assert.Same(architecture, loaded.Architecture);
        Assert.Equal("Flatten-CNN, base width 4", loaded.ArchitectureDescription);
    }

    [Fact]
    public void Another_architecture_of_the_same_name_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Architecture.Register(new UserNetworks.FlattenCnn("ResNet-18")));
        Assert.Equal("ResNet-18", Architecture.Find("resnet18").DisplayName);
    }

    [Fact]
    public void An_architecture_that_does_not_recognize_its_own_network_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => Architecture.Register(new Unrecognized()));

        Assert.Contains("does not recognize the weights of its own network", refused.Message, StringComparison.Ordinal);
        Assert.Null(Architecture.TryFind("unrecognized"));
    }

    [Fact]
    public void No_architecture_is_made_up_for_a_network_that_has_none()
    {
        using var own = new Classifier(new UserNetworks.Mlp(), CPU);
        Assert.Null(own.Architecture);
        Assert.Equal("pencil-mlp (user-supplied network)", own.ArchitectureDescription);

        using var impostor = new Impostor();
        var refused = Assert.Throws<ArgumentException>(() => new Classifier(impostor, CPU));
        Assert.Contains("'resnet18', which is another architecture", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Unrecognized : Architecture
    {
        public override string Id => "unrecognized";

        public override string DisplayName => "unrecognized";

        public override string Paper => "none";

        protected internal override string Head => "classifier";

        protected internal override StagedNetwork Build(NetworkDimensions dimensions) =>
            new UserNetworks.FlattenCnn(Id).Build(dimensions);
    }

    private sealed class Impostor : StagedNetwork
    {
        public Impostor()
            : base("resnet18", UserNetworks.Dimensions) => Define(Stage.Plain("flatten", x => x.flatten(1)));
    }
}
