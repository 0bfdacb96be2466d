using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.BlackBox;

public sealed class SquareTests
{
    /// <remarks>
    /// The published attack (AutoAttack's <c>SquareAttack(model, norm=…, eps=…, n_queries=150, p_init=.8, n_restarts=1, seed=s)</c>,
    /// PyTorch 1.13) on the reference model's first 50 test images, of which 36 are classified correctly, left 29 robust in
    /// ℓ∞ for all of the seeds 0 … 5, and in ℓ2 32, once 33. One seed of ours may leave one more than their median.
    /// </remarks>
    [Theory]
    [InlineData("Linf", 8 / 255.0, 29)]
    [InlineData("L2", 0.75, 32)]
    public void It_is_as_strong_as_the_published_attack_of_the_same_budget(string norm, double epsilon, int published)
    {
        using var scope = NewDisposeScope();
        var batch = ReferenceModel.CorrectlyClassified(50);
        using var result = new Square(new SquareOptions { Queries = 150 }).Run(
            ReferenceModel.Classifier,
            batch,
            new ThreatModel(Norm.Parse(norm), epsilon),
            new RandomSeed(0),
            null,
            TestContext.Current.CancellationToken);

        var robust = ReferenceModel.Classifier.Logits(result.Adversarial).argmax(1).eq(batch.Labels).sum().ToInt64();

        Assert.InRange(robust, 1, published + 1);
    }

    [Fact]
    public void An_image_that_is_misled_costs_no_further_query()
    {
        using var scope = NewDisposeScope();
        var batch = ReferenceModel.CorrectlyClassified(16);
        using var result = Run(batch, new SquareOptions { Queries = 40 }, 0.5);

        var misled = ReferenceModel.Classifier.Logits(result.Adversarial).argmax(1).ne(batch.Labels);

        Assert.All(Enumerable.Range(0, batch.Count), row =>
            Assert.True(result.QueriesPerImage[row] < 40 || !misled[row].ToBoolean()));
        Assert.Contains(1, result.QueriesPerImage);
    }

    [Fact]
    public void It_does_not_ask_about_what_it_knows()
    {
        // Four pixels have 16 candidates, of which a turn proposes those a square away from the best.
        using var scope = NewDisposeScope();
        using var model = new LinearModel(new(1, 2, 2));
        using var random = TinyModels.Streams(1);
        var image = full([1, 1, 2, 2], 0.5f);
        var batch = new AttackBatch(image, model.Logits(image, random).argmax(1), [0]);

        using var result = new Square(new SquareOptions { Queries = 400 }).Run(
            model, batch, new ThreatModel(Norm.Linf, 1e-3), new RandomSeed(0), null, TestContext.Current.CancellationToken);

        Assert.InRange(result.Queries, 2, 300);
        var margin = AttackLoss.CarliniWagner.PerImage(model.Logits(result.Adversarial, random), batch.Labels);
        var before = AttackLoss.CarliniWagner.PerImage(model.Logits(batch.Images, random), batch.Labels);
        Assert.Equal(1e-3 * model.Difference.abs().sum().item<float>(), (margin - before).item<float>(), 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void It_needs_a_query(int queries) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SquareOptions { Queries = queries });

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Squares_cover_a_share_of_the_image(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SquareOptions { FirstShare = share });

    private static AttackResult Run(AttackBatch batch, SquareOptions options, double epsilon) => new Square(options).Run(
        ReferenceModel.Classifier, batch, new ThreatModel(Norm.Linf, epsilon), new RandomSeed(0), null, TestContext.Current.CancellationToken);
}
