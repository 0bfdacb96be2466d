using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses;

/// <summary>The defenses that perturb an image before they classify it: the anti-adversary and Hedge Defense.</summary>
public sealed class PurificationTests : IDisposable
{
    private const double Tolerance = 1e-3;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_logits_of_the_anti_adversary_are_the_published_codes()
    {
        using var defended = new AntiAdversary().Defend(ReferenceModel.Classifier);

        AssertReference("defenses/caaa_logits_32.npy", defended);
    }

    [Fact]
    public void The_logits_of_hedge_defense_are_the_published_codes()
    {
        using var defended = new HedgeDefense().Defend(ReferenceModel.Classifier);

        AssertReference("defenses/hedge_logits_32.npy", defended);
    }

    [Fact]
    public void The_anti_adversary_makes_the_base_model_surer_of_what_it_predicts()
    {
        using var noGrad = no_grad();
        using var defended = new AntiAdversary(new AntiAdversaryOptions { StepSize = 1 / 255.0 }).Defend(ReferenceModel.Classifier);
        var (before, after) = Logits(defended, 32);

        TensorAssert.IsSame(before.argmax(1), after.argmax(1));
        var surer = Confidence(after).gt(Confidence(before)).sum().ToInt64();
        Assert.True(surer >= 31, $"Only {surer} of 32 images are predicted more surely.");
    }

    [Fact]
    public void Hedge_defense_makes_the_cross_entropies_of_all_classes_larger_together()
    {
        using var noGrad = no_grad();
        using var defended = new HedgeDefense().Defend(ReferenceModel.Classifier);
        var (before, after) = Logits(defended, 32);

        Assert.True(Hedged(after).gt(Hedged(before)).all().ToBoolean());
    }

    [Fact]
    public void Gradients_hold_the_perturbation_constant()
    {
        using var classifier = TinyModels.Classifier();
        using var defended = new AntiAdversary().Defend(classifier);
        using var streams = TinyModels.Streams(3);
        var images = TinyModels.Images(3).ImageTensor(.., CPU).requires_grad_(true);
        var logits = defended.GradientModel.Logits(images, streams);
        var gradient = autograd.grad([logits.sum()], [images])[0];

        // Two signed steps that pull the predicted class's cross-entropy down, written out.
        var label = classifier.Logits(images.detach()).argmax(1);
        var moved = images.detach().clone();
        for (var step = 0; step < 2; step++)
        {
            var at = moved.detach().requires_grad_(true);
            var loss = nn.functional.cross_entropy(classifier.Logits(at), label);
            moved = at.detach() - (0.15 * autograd.grad([loss], [at])[0].sign());
        }

        var last = moved.detach().requires_grad_(true);
        var expected = classifier.Logits(last);
        TensorAssert.IsNear(expected, logits, 1e-5);
        TensorAssert.IsNear(autograd.grad([expected.sum()], [last])[0], gradient, 1e-4);
    }

    [Fact]
    public void Through_the_purification_gradients_flow_through_every_step_with_smooth_signs()
    {
        using var classifier = TinyModels.Classifier();
        using var defended = new AntiAdversary(new AntiAdversaryOptions { Steps = 1, StepSize = 0.02 }).Defend(classifier);
        var through = defended.Surrogates.Single(surrogate => surrogate.Id == "through").Model;
        using var streams = TinyModels.Streams(3);
        var images = TinyModels.Images(3).ImageTensor(.., CPU);
        var (logits, gradient) = Take(through);

        // The step written out: g / (|g| + mean |g|) in place of the sign of g.
        var input = images.clone().requires_grad_(true);
        var label = classifier.Logits(images).argmax(1);
        var loss = nn.functional.cross_entropy(classifier.Logits(input), label, reduction: nn.Reduction.Sum);
        var step = autograd.grad([loss], [input], retain_graph: true, create_graph: true)[0];
        var expected = classifier.Logits(input - (step / (step.abs() + step.abs().mean([1, 2, 3], keepdim: true)) * 0.02));
        TensorAssert.IsNear(expected, logits, 1e-5);
        TensorAssert.IsNear(autograd.grad([expected.square().sum()], [input])[0], gradient, 1e-3);
        Assert.True(TensorAssert.LargestDifference(Take(defended).Gradient, gradient) > 1e-3 * gradient.abs().max().ToDouble());

        // Twenty steps of passes forward and back do not fit into memory.
        using var hedged = new HedgeDefense().Defend(classifier);
        Assert.Equal(["identity"], hedged.Surrogates.Select(surrogate => surrogate.Id));

        (Tensor Logits, Tensor Gradient) Take(ImageModel model)
        {
            var at = images.clone().requires_grad_(true);
            var outcome = model.Logits(at, streams);
            return (outcome, autograd.grad([outcome.square().sum()], [at])[0]);
        }
    }

    [Fact]
    public void They_say_what_they_are_and_what_they_cost()
    {
        using var classifier = TinyModels.Classifier();
        var (anti, hedge) = (new AntiAdversary(), new HedgeDefense(HedgeDefenseOptions.For(0.1)));
        using var purified = anti.Defend(classifier);
        using var hedged = hedge.Defend(classifier);

        Assert.Equal(("caaa-2-0.15", "CAAA", false), (anti.Id, anti.DisplayName, anti.IsRandomized));
        Assert.Equal(("hd-20", "HD", false), (hedge.Id, hedge.DisplayName, hedge.IsRandomized));
        Assert.Equal("anti-adversary: k = 2 steps of α = 0.15", anti.Description);
        Assert.Equal("Hedge Defense: 20 steps of 0.05 within 0.1", hedge.Description);
        Assert.All([purified, hedged], model => Assert.True(model.OptimizesAtInference));
        Assert.Equal((8, 61), (purified.ForwardPasses, hedged.ForwardPasses));
    }

    [Fact]
    public void Options_that_do_nothing_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AntiAdversaryOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AntiAdversaryOptions { StepSize = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HedgeDefenseOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HedgeDefenseOptions { StepSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => HedgeDefenseOptions.For(double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new RandomizedSmoothing(Smoothing.None));
    }

    private static void AssertReference(string file, ImageModel defended)
    {
        using var noGrad = no_grad();
        using var streams = TinyModels.Streams(32);
        var logits = defended.Logits(ReferenceModel.Test.ImageTensor(..32, CPU), streams);
        TensorAssert.IsNear(ReferenceModel.Array(file), logits, Tolerance);
    }

    private static (Tensor Before, Tensor After) Logits(ImageModel defended, int count)
    {
        using var streams = TinyModels.Streams(count);
        var images = ReferenceModel.Test.ImageTensor(..count, CPU);
        return (ReferenceModel.Classifier.Logits(images), defended.Logits(images, streams));
    }

    private static Tensor Confidence(Tensor logits) => nn.functional.softmax(logits, 1).amax([1]);

    private static Tensor Hedged(Tensor logits) => nn.functional.log_softmax(logits, 1).sum(1).neg();
}
