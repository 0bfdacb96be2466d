using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses;

public sealed class BitDepthReductionTests
{
    /// <summary>With two bits the levels are 0, 1/3, 2/3 and 1: image A of (1, 0, 1, 0) · 0.6 is taken for (2/3, 0, 2/3, 0).</summary>
    [Fact]
    public void Logits_are_those_of_the_rounded_image()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Classifier(new UserNetworks.Mlp(), CPU);
        using var defended = new BitDepthReduction(2).Defend(mlp);
        using var random = TinyModels.Streams(2);
        var images = UserNetworks.Images.ImageTensor(.., CPU);

        TensorAssert.IsNear(mlp.Logits(images * (2 / 3.0)), defended.Logits(images * 0.6, random), 1e-5);
        TensorAssert.IsSame(mlp.Logits(images), defended.Logits(images, random));
    }

    [Fact]
    public void Eight_bits_leave_images_of_bytes_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        using var defended = new BitDepthReduction(8).Defend(classifier);
        using var random = TinyModels.Streams(8);
        var images = TinyModels.Images(8).ImageTensor(.., CPU);

        TensorAssert.IsNear(classifier.Logits(images), defended.Logits(images, random), 1e-4);
    }

    /// <summary>The published break: gradients through the rounding as the identity find what transfer from the base model finds, or more.</summary>
    [Fact]
    public void Gradients_through_the_rounding_break_it_as_transfer_does()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        using var defended = new BitDepthReduction().Defend(classifier);
        var images = TinyModels.Images(40);
        var pixels = images.ImageTensor(.., CPU);
        using var random = TinyModels.Streams(40);
        var labels = defended.Logits(pixels, random).argmax(1).detach();
        var batch = new AttackBatch(pixels, labels, [.. Enumerable.Range(0, 40).Select(i => (long)i)]);
        var attack = new Pgd(new PgdOptions { Steps = 10 });

        Assert.True(Broken(attack) > 0);
        Assert.True(Broken(attack) >= Broken(new Transfer(attack, classifier)) / 2);

        long Broken(Attack one)
        {
            using var result = one.Run(
                defended, batch, new ThreatModel(Norm.Linf, 0.1), new RandomSeed(1), null, TestContext.Current.CancellationToken);
            return defended.Logits(result.Adversarial, random).argmax(1).ne(labels).sum().ToInt64();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Impossible_depths_are_refused(int bits) => Assert.Throws<ArgumentOutOfRangeException>(() => new BitDepthReduction(bits));
}
