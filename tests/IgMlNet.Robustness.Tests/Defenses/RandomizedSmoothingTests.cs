using IgMlNet.Robustness.Defenses;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses;

public sealed class RandomizedSmoothingTests
{
    [Fact]
    public void The_logits_are_the_mean_over_the_noisy_copies_that_the_streams_give()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        using var defended = new RandomizedSmoothing(Smoothing.With(2, 0.1)).Defend(classifier);
        using var streams = TinyModels.Streams(5);
        using var same = TinyModels.Streams(5);
        var images = TinyModels.Images(5).ImageTensor(.., CPU);
        var expected = (classifier.Logits(images + (same.Normal(images) * 0.1)) + classifier.Logits(images + (same.Normal(images) * 0.1))) / 2;

        TensorAssert.IsNear(expected, defended.Logits(images, streams), 1e-6);
    }

    [Fact]
    public void It_says_what_it_is()
    {
        using var classifier = TinyModels.Classifier();
        var defense = new RandomizedSmoothing(Smoothing.For(8 / 255.0));
        using var defended = defense.Defend(classifier);

        Assert.Equal(("rs-1-0.0157", "RS alone", true), (defense.Id, defense.DisplayName, defense.IsRandomized));
        Assert.Equal("randomized smoothing without masking: n_s = 1, σ = 0.0157", defense.Description);
        Assert.Equal((1, "resnet18 + RS alone", true), (defended.ForwardPasses, defended.Name, defended.IsRandomized));
    }
}
