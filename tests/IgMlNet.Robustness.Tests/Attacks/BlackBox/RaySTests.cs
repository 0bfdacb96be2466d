using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.BlackBox;

public sealed class RaySTests
{
    private const int Queries = 400;

    /// <summary>
    /// The distances that the published code (github.com/uclaml/RayS, commit 29bc174, RayS.py unchanged, PyTorch 1.13, on the CPU with
    /// <c>Tensor.cuda</c> as the identity) gives: <c>RayS(model, epsilon=8/255)(x, y, query_limit=400)</c> on the reference model
    /// and the first 8 test images; images 4 and 5 are misclassified as they are.
    /// </summary>
    private static readonly float[] Published = [0.076185f, 0.077721f, 0.065159f, 0.022908f, 0, 0, 0.060601f, 0.222678f];

    /// <remarks>The published code ends a bisection that its last queries began, for up to 8 queries more.</remarks>
    [Fact]
    public void It_finds_the_published_codes_distances()
    {
        using var scope = NewDisposeScope();
        var batch = ReferenceModel.Batch(8);

        var distances = new RayS(new RaySOptions { Queries = Queries }).FindBoundary(
            ReferenceModel.Classifier, batch, new RandomSeed(0), null, TestContext.Current.CancellationToken);

        Assert.Equal(Published.Average(), distances.Average(), 0.005f);
        Assert.All(Published.Zip(distances), pair => Assert.InRange(pair.Second, pair.First - 1e-5f, (pair.First * 1.02f) + 1e-5f));
    }

    [Fact]
    public void On_a_linear_model_it_finds_the_boundary()
    {
        using var scope = NewDisposeScope();
        using var model = new LinearModel(new(1, 4, 4), tilt: 1);
        using var random = TinyModels.Streams(6);
        var images = (random.Uniform(zeros(6, 1, 4, 4)) * 0.2) + 0.4;
        var logits = model.Logits(images, random);
        var margin = (logits[.., 0] - logits[.., 1]).abs();
        var exact = (margin / model.Difference.abs().sum()).data<float>().ToArray();

        var distances = new RayS(new RaySOptions { Queries = 2000, Tolerance = 1e-5 }).FindBoundary(
            model, new AttackBatch(images, logits.argmax(1), [.. Enumerable.Range(0, 6).Select(i => (long)i)]),
            new RandomSeed(0), null, TestContext.Current.CancellationToken);

        Assert.All(exact.Zip(distances), pair => Assert.InRange(pair.Second, pair.First, pair.First + 1e-4f));
    }

    [Fact]
    public void An_image_that_is_misled_within_the_budget_costs_no_further_query()
    {
        using var scope = NewDisposeScope();
        var batch = ReferenceModel.CorrectlyClassified(8);
        using var result = new RayS(new RaySOptions { Queries = 120 }).Run(
            ReferenceModel.Classifier, batch, new ThreatModel(Norm.Linf, 0.12), new RandomSeed(0), null, TestContext.Current.CancellationToken);

        var misled = ReferenceModel.Classifier.Logits(result.Adversarial).argmax(1).ne(batch.Labels).data<bool>().ToArray();

        Assert.Contains(true, misled);
        Assert.Contains(false, misled);
        Assert.All(misled.Zip(result.QueriesPerImage), pair => Assert.Equal(pair.First, pair.Second < 120));
    }

    [Fact]
    public void It_needs_a_query_and_a_tolerance()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RaySOptions { Queries = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RaySOptions { Tolerance = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RaySOptions { Tolerance = double.NaN });
    }
}
