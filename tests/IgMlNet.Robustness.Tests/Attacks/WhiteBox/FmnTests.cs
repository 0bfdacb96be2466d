using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.WhiteBox;

public sealed class FmnTests
{
    private const int Count = 6;

    /// <summary>On a linear classifier of two classes the nearest misclassified image is on a plane, and the way there known exactly.</summary>
    [Theory]
    [InlineData("Linf")]
    [InlineData("L2")]
    [InlineData("L1")]
    public void On_a_linear_model_it_finds_the_boundary(string id)
    {
        using var scope = NewDisposeScope();
        using var model = new LinearModel(new(1, 4, 4));
        using var random = TinyModels.Streams(Count);
        var norm = Norm.Parse(id);
        var images = (random.Uniform(zeros(Count, 1, 4, 4)) * 0.6) + 0.2;
        var logits = model.Logits(images, random);
        var planes = model.Difference.view(1, 1, 4, 4).expand(Count, 1, 4, 4);
        var exact = norm.Distance(norm.ToPlane(images, planes, logits[.., 0] - logits[.., 1])).data<float>().ToArray();

        var distances = new Fmn(new FmnOptions { Steps = 500 }).FindBoundary(
            model, new AttackBatch(images, logits.argmax(1), [.. Enumerable.Range(0, Count).Select(i => (long)i)]), norm,
            new RandomSeed(0), null, TestContext.Current.CancellationToken);

        Assert.All(exact.Zip(distances), pair => Assert.InRange(pair.Second, pair.First * 0.999f, pair.First * 1.05f));
    }

    [Fact]
    public void An_image_that_is_misclassified_is_at_no_distance()
    {
        using var scope = NewDisposeScope();
        using var model = new LinearModel(new(1, 4, 4));
        using var random = TinyModels.Streams(3);
        var images = random.Uniform(zeros(3, 1, 4, 4));
        var wrong = 1 - model.Logits(images, random).argmax(1);

        var distances = new Fmn().FindBoundary(
            model, new AttackBatch(images, wrong, [0, 1, 2]), Norm.L2, new RandomSeed(0), null, TestContext.Current.CancellationToken);

        Assert.Equal([0f, 0, 0], distances);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FmnOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FmnOptions { StepSize = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FmnOptions { Shrinkage = 1 });
    }
}
