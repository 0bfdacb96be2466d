using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Architectures;

/// <summary>What holds for every architecture in <see cref="Architecture.All"/>.</summary>
public sealed class ArchitectureLaws
{
    public static TheoryData<string> All => [.. Architecture.All.Select(architecture => architecture.Id)];

    [Fact]
    public void Every_architecture_of_the_assembly_is_listed_once_under_an_identifier_of_its_own()
    {
        var types = typeof(Architecture).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Architecture)) && !type.IsAbstract).ToHashSet();

        Assert.NotEmpty(types);
        Assert.Superset(types, Architecture.All.Select(architecture => architecture.GetType()).ToHashSet());
        Assert.Equal(Architecture.All.Count, Architecture.All.Select(architecture => architecture.Id).Distinct().Count());
        Assert.Subset(Architecture.All.Select(architecture => architecture.GetType()).ToHashSet(), types);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_forward_pass_is_the_fold_over_the_stages(string id)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = TinyModels.Network(Architecture.Find(id));
        var images = TinyModels.Images(3).ImageTensor(.., CPU);

        var folded = network.Stages.Aggregate(images, (value, stage) => stage.Apply(value));

        TensorAssert.IsSame(network.call(images), folded);
        Assert.Equal([3, TinyModels.ClassCount], folded.shape);
        Assert.True(folded.isfinite().all().ToBoolean());
        Assert.True(folded.std(0).min().ToDouble() > 1e-4, "All images have the same logits.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_neuron_layer_has_the_promised_neurons_and_splits_the_network(string id)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = new Classifier(TinyModels.Network(Architecture.Find(id)), CPU);
        var images = TinyModels.Images(3).ImageTensor(.., CPU);
        var logits = classifier.Logits(images);

        Assert.NotEmpty(classifier.NeuronLayers);
        foreach (var layer in classifier.NeuronLayers)
        {
            var activations = classifier.UpTo(layer, images);
            Assert.True(layer.Form.Fits(activations, layer.NeuronCount));
            Assert.Equal(layer.Name, classifier.Stages[layer.StageIndex].Name);
            TensorAssert.IsNear(logits, classifier.From(layer, activations), 1e-6);

            // In another memory order, too.
            TensorAssert.IsNear(logits, classifier.From(layer, activations.contiguous()), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Freezing_changes_nothing_beyond_rounding(string id)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = TinyModels.Network(Architecture.Find(id));
        var images = TinyModels.Images(5).ImageTensor(.., CPU);
        var before = network.call(images);

        using var classifier = new Classifier(network, CPU);

        TensorAssert.IsNear(before, classifier.Logits(images), 1e-4);
        Assert.All(network.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_flow_to_the_images_and_agree_with_the_trainable_networks(string id)
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network(Architecture.Find(id));
        var images = TinyModels.Images(3).ImageTensor(.., CPU);
        var expected = Gradient(network.call, images);
        using var classifier = new Classifier(network, CPU);

        var gradient = Gradient(classifier.Logits, images);

        Assert.True(gradient.flatten(1).norm(1).min().ToDouble() > 0, "An image has no gradient.");
        TensorAssert.IsNear(expected, gradient, 1e-4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_state_dict_survives_its_file(string id)
    {
        using var from = TinyModels.Network(Architecture.Find(id), seed: 1);
        using var to = TinyModels.Fresh(Architecture.Find(id), new RandomSeed(2));
        var cancellation = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "weights.safetensors");
            SafetensorsFile.Write(path, NetworkWeights.Save(from), cancellation);
            NetworkWeights.Load(to, SafetensorsFile.Read(path, cancellation), path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.All(from.state_dict().Zip(to.state_dict()), pair => TensorAssert.IsSame(pair.First.Value, pair.Second.Value));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_own_state_dict_is_recognized_by_it_and_by_those_whose_entries_are_the_same(string id)
    {
        var own = Architecture.Find(id);
        using var network = TinyModels.Fresh(own, new RandomSeed(0));
        var shapes = Shapes(network);

        foreach (var other in Architecture.All)
        {
            using var another = TinyModels.Fresh(other, new RandomSeed(0));
            var same = shapes.Count == Shapes(another).Count
                && Shapes(another).All(entry => shapes.TryGetValue(entry.Key, out var shape) && shape.SequenceEqual(entry.Value));
            Assert.Equal(
                same ? TinyModels.DimensionsOf(own) : null,
                other.Recognize(shapes, (TinyModels.Shape.Height, TinyModels.Shape.Width)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void With_normalization_it_is_the_bare_network_on_normalized_images(string id)
    {
        var architecture = Architecture.Find(id);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var bare = TinyModels.Network(architecture);
        var mean = CheckpointTensor.FromValues("normalize.mean", [0.4f, 0.5f, 0.6f], 1, 3, 1, 1);
        var deviation = CheckpointTensor.FromValues("normalize.std", [0.2f, 0.25f, 0.3f], 3);
        var file = new StateDict(
            [mean, deviation, .. NetworkWeights.Save(bare).Select(tensor => tensor.Renamed("model." + tensor.Name))]);
        var images = TinyModels.Images(3).ImageTensor(.., CPU);

        using var classifier = ClassifierFile.FromWeights(
            file, "file", architecture, (TinyModels.Shape.Height, TinyModels.Shape.Width), CPU);

        Assert.Equal(TinyModels.DimensionsOf(architecture) with { Normalization = InputNormalization.ByChannel }, classifier.Dimensions);
        var normalized = (images - mean.ToTensor()) / deviation.ToTensor().view(1, 3, 1, 1);
        TensorAssert.IsNear(bare.call(normalized), classifier.Logits(images), 1e-4);
        Assert.Equal(["mu", "sigma"], classifier.Weights().Names.Where(name => name is "mu" or "sigma"));
        Assert.DoesNotContain(classifier.NeuronLayers, layer => layer.StageIndex == 0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Initial_weights_depend_on_the_seed_alone(string id)
    {
        var architecture = Architecture.Find(id);
        using var one = TinyModels.Fresh(architecture, new RandomSeed(1));
        using var again = TinyModels.Fresh(architecture, new RandomSeed(1));
        using var other = TinyModels.Fresh(architecture, new RandomSeed(2));

        Assert.Equal(WeightsHash.Compute(one), WeightsHash.Compute(again));
        Assert.NotEqual(WeightsHash.Compute(one), WeightsHash.Compute(other));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Making_and_disposing_of_one_leaves_no_tensor(string id)
    {
        void Make() => TinyModels.Fresh(Architecture.Find(id), new RandomSeed(1)).Dispose();
        Make();

        TensorLeaks.AssertNone(Make);
    }

    private static Dictionary<string, long[]> Shapes(StagedNetwork network) =>
        network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape);

    private static Tensor Gradient(Func<Tensor, Tensor> logits, Tensor images)
    {
        using var scope = NewDisposeScope();
        var input = images.detach().clone().requires_grad_(true);
        return autograd.grad([logits(input).square().sum()], [input])[0].MoveToOuterDisposeScope();
    }
}

/// <summary>What the process-wide generator has to say, asked while no other test draws from it.</summary>
[Collection(TensorLeaks.WholeProcess)]
public sealed class ArchitectureGeneratorTests
{
    [Fact]
    public void Making_a_network_leaves_the_process_wide_generator_as_it_was()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var undisturbed = rand(8);
        random.manual_seed(5);

        Architecture.Find("resnet18").Create(TinyModels.Dimensions, new RandomSeed(1)).Dispose();

        TensorAssert.IsSame(undisturbed, rand(8));
    }
}
