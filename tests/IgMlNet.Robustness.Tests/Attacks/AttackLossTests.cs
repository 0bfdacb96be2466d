using CsCheck;
using IgMlNet.Robustness.Attacks.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

public sealed class AttackLossTests
{
    [Fact]
    public void Cross_entropy_is_the_negative_log_likelihood() =>
        Cases.Sample(
            given =>
            {
                using var scope = NewDisposeScope();
                var (logits, labels) = given.Tensors();
                var wide = logits.to(float64);
                var expected = wide.exp().sum(1).log() - wide.gather(1, labels.unsqueeze(1)).squeeze(1);

                TensorAssert.AtMost(
                    1e-4,
                    TensorAssert.LargestDifference(expected, AttackLoss.CrossEntropy.PerImage(logits, labels)),
                    "The difference");
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void Worked_examples()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([1f, 4, 2, 3, 1, 4, 2, 3], 2, 4);
        var labels = tensor([1L, 2L]);

        TensorAssert.IsSame(tensor([-1f, 2f]), AttackLoss.CarliniWagner.PerImage(logits, labels));
        TensorAssert.IsSame(tensor([-0.5f, 1f]), AttackLoss.Dlr.PerImage(logits, labels));
        Assert.Equal([2, 2, 3, 2], All.Select(loss => loss.FewestClasses));

        // p = (e, e⁴, e², e³) / (e + e⁴ + e² + e³).
        var sum = Math.E + Math.Exp(4) + Math.Exp(2) + Math.Exp(3);
        var margins = AttackLoss.ProbabilityMargin.PerImage(logits, labels).data<float>().ToArray();
        Assert.Equal((Math.Exp(3) - Math.Exp(4)) / sum, margins[0], 1e-6);
        Assert.Equal((Math.Exp(4) - Math.Exp(2)) / sum, margins[1], 1e-6);
    }

    /// <summary>The published definitions, which hold unchanged, bit for bit, where they do not saturate.</summary>
    [Fact]
    public void Where_a_loss_is_healthy_it_is_the_published_one_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var random = TinyModels.Streams(64);
        var logits = (random.Normal(zeros(64, 10)) * 2).requires_grad_(true);
        var labels = arange(64).remainder(10);
        var (crossEntropy, gradient) = WithGradient(
            nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None), logits);
        var (margin, marginGradient) = WithGradient(AttackLoss.CarliniWagner.PerImage(logits.softmax(1), labels), logits);

        var (ours, ourGradient) = WithGradient(AttackLoss.CrossEntropy.PerImage(logits, labels), logits);
        var (ourMargin, ourMarginGradient) = WithGradient(AttackLoss.ProbabilityMargin.PerImage(logits, labels), logits);

        TensorAssert.IsSame(crossEntropy, ours);
        TensorAssert.IsSame(gradient, ourGradient);
        TensorAssert.IsSame(margin, ourMargin);
        TensorAssert.IsSame(marginGradient, ourMarginGradient);
    }

    /// <summary>In double precision the published losses do not saturate before logits differ by 700, and show the direction.</summary>
    [Theory]
    [InlineData("ce", 12)]
    [InlineData("ce", 40)]
    [InlineData("ce", 600)]
    [InlineData("pm", 12)]
    [InlineData("pm", 40)]
    [InlineData("pm", 600)]
    public void Where_a_loss_saturates_its_gradient_keeps_the_published_direction(string id, float lead)
    {
        using var scope = NewDisposeScope();
        var loss = All.Single(one => one.Id == id);
        var labels = tensor([0L]);
        var single = tensor([lead, 0f, -0.5f, -1f, -4f], 1, 5).requires_grad_(true);
        var wide = single.detach().to(float64).requires_grad_(true);
        var reference = id == "ce"
            ? wide.narrow(1, 1, 4).logsumexp(1) - wide.select(1, 0)
            : nn.functional.logsigmoid(wide.narrow(1, 1, 4).logsumexp(1) - wide.select(1, 0))
                + (wide.narrow(1, 1, 4).amax([1]) - wide.narrow(1, 1, 4).logsumexp(1)).exp().log1p();

        var expected = Direction(autograd.grad([reference.sum()], [wide])[0]);
        var actual = Direction(autograd.grad([loss.PerImage(single, labels).sum()], [single])[0].to(float64));

        TensorAssert.AtMost(1e-5, TensorAssert.LargestDifference(expected, actual), "The difference of directions");

        static Tensor Direction(Tensor gradient) => gradient / gradient.abs().amax([1]);
    }

    [Theory]
    [InlineData("ce")]
    [InlineData("pm")]
    public void However_sure_the_classifier_is_progress_shows_in_the_loss(string id)
    {
        using var scope = NewDisposeScope();
        var loss = All.Single(one => one.Id == id);
        float[] leads = [1e8f, 9.9e7f, 1e6f, 1000, 103, 102, 40, 39, 17, 16, 11, 10.1f, 9.9f, 9, 5, 0, -5];
        var logits = stack([tensor(leads), zeros(leads.Length), full(leads.Length, -2.0)], 1);

        var values = loss.PerImage(logits, zeros([leads.Length], dtype: int64)).data<float>().ToArray();

        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.Second > pair.First, $"{pair.First} is followed by {pair.Second}."));
    }

    [Fact]
    public void Every_loss_has_a_gradient_that_moves_it_up()
    {
        foreach (var loss in All)
        {
            using var scope = NewDisposeScope();
            var logits = tensor([1f, 4, 2, 3, 1, 4.5f, 2, 3], 2, 4).requires_grad_(true);
            var labels = tensor([1L, 0L]);
            var before = loss.PerImage(logits, labels);
            var gradient = autograd.grad([before.sum()], [logits])[0];
            var after = loss.PerImage(logits.detach() + (gradient * 0.01), labels);

            Assert.True((after - before).min().ToDouble() > 0, loss.Id);
        }
    }

    private static AttackLoss[] All =>
        [AttackLoss.CrossEntropy, AttackLoss.CarliniWagner, AttackLoss.Dlr, AttackLoss.ProbabilityMargin];

    private static (Tensor Loss, Tensor Gradient) WithGradient(Tensor loss, Tensor logits) =>
        (loss.detach(), autograd.grad([loss.sum()], [logits])[0]);

    /// <summary>Logits without ties: distinct hundredths, of which the top and the third differ.</summary>
    private static Gen<Case> Cases { get; } =
        Gen.Select(Gen.Int[1, 5], Gen.Int[3, 8], Gen.Int[0, int.MaxValue - 1])
            .Select((count, classes, seed) => new Case(count, classes, seed));

    private sealed record Case(int Count, int Classes, int Seed)
    {
        public (Tensor Logits, Tensor Labels) Tensors()
        {
            var random = new Random(Seed);
            var logits = Enumerable.Range(0, Count).SelectMany(_ =>
            {
                var values = Enumerable.Range(-200, 400).ToArray();
                random.Shuffle(values);
                return values.Take(Classes).Select(value => value / 100f);
            });
            var labels = Enumerable.Range(0, Count).Select(_ => (long)random.Next(Classes));
            return (tensor(logits.ToArray(), Count, Classes), tensor(labels.ToArray()));
        }
    }
}
