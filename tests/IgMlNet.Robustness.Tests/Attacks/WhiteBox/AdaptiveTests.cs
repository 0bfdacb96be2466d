using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.WhiteBox;

public sealed class AdaptiveTests : IDisposable
{
    private const int Count = 40;

    private static readonly ThreatModel Budget = new(Norm.Linf, 0.05);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ReluNetwork _network = new();
    private readonly AttackBatch _batch;

    public AdaptiveTests()
    {
        using var random = TinyModels.Streams(Count);
        var shape = _network.InputShape;
        var images = random.Uniform(zeros(Count, shape.Channels, shape.Height, shape.Width));
        _batch = new AttackBatch(images, _network.Logits(images, random).argmax(1), [.. Enumerable.Range(0, Count).Select(i => (long)i)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void A_defense_whose_gradients_vanish_is_broken_through_its_surrogate(double noise)
    {
        using var defense = new SteppedModel(_network, noise);
        var clean = Standing(defense, _batch.Images);

        using var direct = Run(new Apgd(new ApgdOptions { Steps = 20 }), defense);
        using var adaptive = Run(new Adaptive(new AdaptiveOptions { Steps = 20 }), defense);

        var (left, after) = (Standing(defense, direct.Adversarial), Standing(defense, adaptive.Adversarial));
        Assert.InRange(left, 0.7 * clean, clean);
        Assert.InRange(after, 0, 0.4 * clean);
        Assert.All(adaptive.FoundBy.OfType<string>(), finder => Assert.Equal("smooth", finder));
    }

    [Fact]
    public void On_a_model_without_surrogates_it_is_apgd()
    {
        using var apgd = Run(new Apgd(new ApgdOptions { Steps = 10, Start = AttackStart.Image, Loss = AdaptiveLoss }), _network);
        using var adaptive = Run(new Adaptive(new AdaptiveOptions { Steps = 10, Start = AttackStart.Image }), _network);

        TensorAssert.IsSame(apgd.Adversarial, adaptive.Adversarial);
        Assert.Equal((apgd.Gradients, apgd.Queries), (adaptive.Gradients, adaptive.Queries));
    }

    [Fact]
    public void A_deterministic_model_is_asked_at_every_step_and_an_image_is_done_at_its_first_success()
    {
        using var defense = new SteppedModel(_network);

        using var result = Run(new Adaptive(new AdaptiveOptions { Steps = 20 }), defense);

        using var random = TinyModels.Streams(Count);
        var misled = defense.Logits(result.Adversarial, random).argmax(1).ne(_batch.Labels).data<bool>().ToArray();
        Assert.Contains(true, misled);
        Assert.Contains(false, misled);

        // 21 gradients through the surrogate and as many through the model for an image that withstands both.
        Assert.All(misled.Zip(result.GradientsPerImage), pair => Assert.Equal(pair.First, pair.Second < 42));
    }

    [Fact]
    public void A_surrogate_that_leads_astray_does_no_harm()
    {
        using var upended = new ChangedModel(_network, "upended", logits => -logits);
        using var defense = new SteppedModel(_network, noise: 0.01, surrogate: upended);

        using var result = Run(new Adaptive(new AdaptiveOptions { Steps = 5 }), defense);

        Assert.InRange(Standing(defense, result.Adversarial), 0, Standing(defense, _batch.Images));
        Assert.Contains(result.FoundBy, finder => finder is null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void A_surrogate_with_logits_of_another_shape_is_named(double noise)
    {
        using var narrow = new ChangedModel(_network, "narrow", logits => logits.narrow(1, 0, 3));
        using var defense = new SteppedModel(_network, noise, narrow);

        var error = Assert.Throws<InvalidOperationException>(() => Run(new Adaptive(new AdaptiveOptions { Steps = 5 }), defense));

        Assert.Contains("narrow gives logits of shape [", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _network.Dispose();
    }

    private static AttackLoss AdaptiveLoss => new AdaptiveOptions().Loss;

    private AttackResult Run(Attack attack, ImageModel model) =>
        attack.Run(model, _batch, Budget, new RandomSeed(1), null, TestContext.Current.CancellationToken);

    /// <summary>The mean number of images that are classified correctly, over some draws.</summary>
    private double Standing(ImageModel model, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var random = TinyModels.Streams(Count, seed: 99);
        return Enumerable.Range(0, 10).Average(_ => model.Logits(images, random).argmax(1).eq(_batch.Labels).sum().ToInt64());
    }
}
