using IgMlNet.Robustness.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models;

public sealed class ClassifierTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void The_reference_model_gives_the_published_codes_logits()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = ReferenceModel.Test.ImageTensor(..64, CPU);
        var expected = ReferenceModel.Array("rankings/logits_test64.npy");

        TensorAssert.IsNear(expected, ReferenceModel.Classifier.Logits(images), Tolerance);
        using var network = ReferenceModel.Network();
        network.eval();
        TensorAssert.IsNear(expected, network.call(images), Tolerance);
    }

    [Fact]
    public void The_pooled_penultimate_layer_is_the_published_codes()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var classifier = ReferenceModel.Classifier;
        var activations = classifier.UpTo(classifier.PenultimateLayer, ReferenceModel.Test.ImageTensor(..64, CPU));

        Assert.Equal("layer4", classifier.PenultimateLayer.Name);
        TensorAssert.IsNear(ReferenceModel.Array("rankings/penultimate_test64.npy"), activations.mean([2, 3]), Tolerance);
    }

    [Fact]
    public void It_says_what_it_is()
    {
        using var classifier = TinyModels.Classifier();

        Assert.Equal("resnet18", classifier.Name);
        Assert.Equal(TinyModels.Shape, classifier.InputShape);
        Assert.Equal(TinyModels.ClassCount, classifier.ClassCount);
        Assert.Equal(["layer1", "layer2", "layer3", "layer4"], classifier.NeuronLayers.Select(layer => layer.Name));
        Assert.Equal(
            ["conv1", "layer1", "layer2", "layer3", "layer4", "pool", "linear"], classifier.Stages.Select(stage => stage.Name));
        Assert.Equal(classifier.NeuronLayers[1], classifier.Layer("layer2"));
        Assert.False(classifier.IsRandomized);
        Assert.Same(classifier, classifier.GradientModel);
        Assert.Equal(1, classifier.ForwardPasses);
    }

    [Fact]
    public void An_unknown_layer_is_refused_with_those_there_are()
    {
        using var classifier = TinyModels.Classifier();

        var refused = Assert.Throws<ArgumentException>(() => classifier.Layer("layer5"));

        Assert.Contains("layer1, layer2, layer3, layer4", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 8, 9)]
    [InlineData(1, 8, 8)]
    public void Images_of_another_shape_are_refused(int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        var images = zeros(2, channels, height, width);
        var activations = zeros(2, classifier.PenultimateLayer.NeuronCount + 1, 1, 1);

        Assert.Throws<ArgumentException>(() => classifier.Logits(images));
        Assert.Throws<ArgumentException>(() => classifier.UpTo(classifier.PenultimateLayer, images));
        Assert.Throws<ArgumentException>(() => classifier.From(classifier.PenultimateLayer, activations));
    }

    [Fact]
    public void There_must_be_as_many_random_streams_as_images()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        using var streams = TinyModels.Streams(3);

        Assert.Throws<ArgumentException>(() => classifier.Logits(zeros(2, 3, 8, 8), streams));
    }

    [Fact]
    public void A_batch_or_one_image_at_a_time_makes_no_difference_beyond_rounding()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        var images = TinyModels.Images(5).ImageTensor(.., CPU);

        var together = classifier.Logits(images);
        var apart = cat([.. Enumerable.Range(0, 5).Select(i => classifier.Logits(images[i..(i + 1)]))]);

        TensorAssert.IsNear(together, apart, 1e-5);
    }

    [Fact]
    public void A_scope_around_its_making_does_not_own_it()
    {
        Classifier classifier;
        using (NewDisposeScope())
            classifier = TinyModels.Classifier();
        using (classifier)
        {
            using var scope = NewDisposeScope();
            Assert.True(classifier.Logits(TinyModels.Images(2).ImageTensor(.., CPU)).isfinite().all().ToBoolean());
        }
    }

    [Fact]
    public void Making_using_and_disposing_of_one_leaves_no_tensor()
    {
        var data = TinyModels.Images(2);
        void Use()
        {
            using var classifier = TinyModels.Classifier();
            using var scope = NewDisposeScope();
            var images = data.ImageTensor(.., CPU);
            classifier.Logits(images);
            classifier.From(classifier.NeuronLayers[1], classifier.UpTo(classifier.NeuronLayers[1], images));
        }

        Use();
        TensorLeaks.AssertNone(Use);
    }

    [Fact]
    public void Its_hash_follows_the_weights_and_nothing_else()
    {
        using var one = TinyModels.Classifier(seed: 1);
        using var again = TinyModels.Classifier(seed: 1);
        using var other = TinyModels.Classifier(seed: 2);

        Assert.Equal(one.ContentHash, again.ContentHash);
        Assert.NotEqual(one.ContentHash, other.ContentHash);
        Assert.Matches("^[0-9a-f]{64}$", one.ContentHash);
    }
}
