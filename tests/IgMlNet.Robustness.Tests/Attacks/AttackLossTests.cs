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
        AttackLoss[] losses = [AttackLoss.CrossEntropy, AttackLoss.CarliniWagner, AttackLoss.Dlr];
        Assert.Equal([2, 2, 3], losses.Select(loss => loss.FewestClasses));
    }

    [Fact]
    public void Every_loss_has_a_gradient_that_moves_it_up()
    {
        foreach (var loss in (AttackLoss[])[AttackLoss.CrossEntropy, AttackLoss.CarliniWagner, AttackLoss.Dlr])
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
