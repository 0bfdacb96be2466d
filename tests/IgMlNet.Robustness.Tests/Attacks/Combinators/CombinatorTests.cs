using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Ensembles;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Tests.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks.Combinators;

public sealed class CombinatorTests : IDisposable
{
    private const int Count = 24;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Classifier _classifier = TinyModels.Classifier();
    private readonly AttackBatch _batch;

    public CombinatorTests()
    {
        var images = TinyModels.Images(Count);
        using var noGrad = no_grad();

        // The labels that the classifier gives, so that all images are classified correctly.
        var pixels = images.ImageTensor(.., CPU);
        _batch = new AttackBatch(pixels, _classifier.Logits(pixels).argmax(1), [.. Enumerable.Range(0, Count).Select(i => (long)i)]);
    }

    [Fact]
    public void Restarts_are_for_the_images_that_still_stand()
    {
        var inner = new Pgd(new PgdOptions { Steps = 2 });
        using var result = Run(new Restarts(inner, 3), _classifier);
        var broken = Broken(result);

        Assert.InRange(broken.Count(image => image), 1, Count - 1);
        for (var image = 0; image < Count; image++)
        {
            if (!broken[image])
                Assert.Equal(6, result.GradientsPerImage[image]);
        }

        Assert.Contains(2, result.GradientsPerImage);
        using var once = Run(new Restarts(inner, 1), _classifier);
        Assert.True(Broken(once).Count(image => image) <= broken.Count(image => image));
    }

    [Fact]
    public void Each_attack_of_an_ensemble_gets_what_those_before_it_left()
    {
        using var first = Run(new WorstCase("first", "First", [new Fgsm()]), _classifier);
        using var both = Run(
            new WorstCase("both", "Both", [new Fgsm(), new Pgd(new PgdOptions { Steps = 8 })]), _classifier);
        var (byFirst, byBoth) = (Broken(first), Broken(both));

        Assert.InRange(byFirst.Count(image => image), 1, Count - 1);
        Assert.True(byBoth.Count(image => image) > byFirst.Count(image => image));
        for (var image = 0; image < Count; image++)
        {
            Assert.Equal(byFirst[image] ? 1 : 9, both.GradientsPerImage[image]);
            if (byFirst[image])
                Assert.Equal("fgsm", both.FoundBy[image]);
            else if (byBoth[image])
                Assert.Equal("pgd-8", both.FoundBy[image]);
        }
    }

    [Fact]
    public void Within_another_attack_an_ensemble_is_one()
    {
        var inner = new WorstCase("inner", "Inner", [new Fgsm()]);
        using var result = Run(new WorstCase("outer", "Outer", [inner]), _classifier);
        Assert.All(result.FoundBy.Where(id => id is not null), id => Assert.Equal("inner", id));
        Assert.Contains("inner", result.FoundBy);
    }

    [Fact]
    public void Expectation_over_transformation_takes_the_mean_of_the_draws()
    {
        using var coin = new CoinFlip(0.5).Defend(_classifier);
        using var single = Run(new Pgd(new PgdOptions { Steps = 3 }), coin);
        using var averaged = Run(new Eot(new Pgd(new PgdOptions { Steps = 3 }), 5), coin);
        Assert.All(single.GradientsPerImage, gradients => Assert.Equal(3, gradients));
        Assert.All(averaged.GradientsPerImage, gradients => Assert.Equal(15, gradients));

        // Of a deterministic model all draws are equal, and one is enough.
        using var plain = Run(new Eot(new Pgd(new PgdOptions { Steps = 3 }), 5), _classifier);
        Assert.All(plain.GradientsPerImage, gradients => Assert.Equal(3, gradients));
    }

    [Fact]
    public void What_draws_have_in_common_is_computed_once_a_gradient()
    {
        var model = new HalfSteadyModel(_classifier);
        using var result = Run(new Eot(new Pgd(new PgdOptions { Steps = 3 }), 5), model);
        Assert.Equal(3, model.SteadyParts);
        Assert.Equal(15, model.Draws);
    }

    [Fact]
    public void A_transfer_attack_asks_nothing_of_its_target_and_does_not_depend_on_it()
    {
        using var other = TinyModels.Classifier(seed: 2);
        var watched = new WatchedModel(other);
        var transfer = new Transfer(new Apgd(new ApgdOptions { Steps = 5 }), _classifier);
        using var onOther = Run(transfer, watched);
        using var onItself = Run(transfer, _classifier);

        Assert.Equal(0, watched.Calls);
        TensorAssert.IsSame(onOther.Adversarial, onItself.Adversarial);

        // All steps are taken: what transfers is the image of highest loss, not the first that is misclassified at home.
        Assert.All(onOther.GradientsPerImage, gradients => Assert.Equal(6, gradients));
    }

    /// <summary>Published evaluations transfer what an attack stopped with; the image of highest loss needs all steps.</summary>
    [Fact]
    public void Until_success_a_transferred_attack_takes_no_more_steps_than_it_needs()
    {
        var inner = new Apgd(new ApgdOptions { Steps = 8 });
        using var stopped = Run(new Transfer(new UntilSuccess(inner), _classifier), _classifier);
        using var whole = Run(new Transfer(inner, _classifier), _classifier);
        var broken = Broken(stopped);

        Assert.Contains(true, broken);
        Assert.Contains(false, broken);
        Assert.All(broken.Zip(stopped.GradientsPerImage), pair => Assert.True(pair.First || pair.Second == 9));
        Assert.Contains(stopped.GradientsPerImage, gradients => gradients < 9);
        Assert.All(whole.GradientsPerImage, gradients => Assert.Equal(9, gradients));
    }

    [Fact]
    public void Or_clean_hands_back_the_image_itself_where_the_attack_fails()
    {
        using var result = Run(new OrClean(new Pgd(new PgdOptions { Steps = 4 })), _classifier);
        var (broken, moved) = (Broken(result), result.Distance.gt(0).data<bool>().ToArray());

        Assert.Contains(true, broken);
        Assert.Contains(false, broken);
        Assert.Equal(broken, moved);
    }

    /// <summary>AutoAttack rand by transfer takes all steps of both attacks; the standard version stops at its successes.</summary>
    [Fact]
    public void By_transfer_autoattack_rand_hands_on_the_candidate_of_highest_margin()
    {
        using var rand = Run(new Transfer(new AutoAttack(AutoAttackVersion.Rand), _classifier), _classifier);
        using var stopped = Run(new Transfer(new UntilSuccess(new AutoAttack(AutoAttackVersion.Rand)), _classifier), _classifier);

        Assert.All(rand.GradientsPerImage, gradients => Assert.Equal(202, gradients));
        Assert.Contains(stopped.GradientsPerImage, gradients => gradients < 101);
        Assert.All(Broken(stopped).Zip(stopped.GradientsPerImage), pair => Assert.True(pair.First || pair.Second == 202));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Restarts(new Fgsm(), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Eot(new Fgsm(), 0));
        Assert.Throws<ArgumentException>(() => new WorstCase("none", "None", []));
        Assert.Throws<ArgumentException>(() => new WorstCase("twice", "Twice", [new Fgsm(), new Fgsm()]));
    }

    public void Dispose()
    {
        _scope.Dispose();
        _classifier.Dispose();
    }

    private AttackResult Run(Attack attack, ImageModel model) => attack.Run(
        model, _batch, new ThreatModel(Norm.Linf, 0.02), new RandomSeed(1), null, TestContext.Current.CancellationToken);

    private bool[] Broken(AttackResult result)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return [.. _classifier.Logits(result.Adversarial).argmax(1).ne(_batch.Labels).data<bool>()];
    }
}
