using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>What the harness around an attack's author guarantees, whatever the author writes.</summary>
public sealed class AttackTests
{
    private static readonly ThreatModel Budget = new(Norm.Linf, 0.1);

    [Fact]
    public void Whatever_an_author_returns_ends_within_the_budget()
    {
        using var scope = NewDisposeScope();
        var batch = Batch(4);
        using var classifier = TinyModels.Classifier();
        using var result = Run(new Author(context => context.Images * -7 + 3), classifier, batch);

        TensorAssert.AtMost(0.1 + 1e-6, (result.Adversarial - batch.Images).abs().max().ToDouble(), "The distance");
        Assert.InRange(result.Adversarial.min().ToSingle(), 0f, 1f);
        Assert.InRange(result.Adversarial.max().ToSingle(), 0f, 1f);
    }

    [Fact]
    public void A_pixel_that_is_no_number_is_an_error()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();

        Assert.Throws<ArithmeticException>(
            () => Run(new Author(context => full_like(context.Images, float.NaN)), classifier, Batch(4)));
    }

    [Fact]
    public void Tensors_that_an_author_forgets_are_disposed_of()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        var batch = Batch(4);
        var careless = new Author(context =>
        {
            for (var i = 0; i < 5; i++)
                context.Gradient(context.Images + (i * 0.001f), AttackLoss.CrossEntropy);
            context.Logits(context.Images);
            return context.Images + 0.01f;
        });

        TensorLeaks.AssertNone(() =>
        {
            using var result = Run(careless, classifier, batch);
            Assert.Equal((4, 20), (result.Queries, result.Gradients));
        });
    }

    [Fact]
    public void The_gradient_is_that_of_the_loss()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        var batch = Batch(3);
        LossGradient? pass = null;
        using var result = Run(
            new Author(context =>
            {
                pass = context.Gradient(context.Images, AttackLoss.CarliniWagner);
                foreach (var kept in (Tensor[])[pass.Gradient, pass.Loss, pass.Logits])
                    kept.DetachFromDisposeScope();
                return context.Images.clone();
            }),
            classifier,
            batch);
        var input = batch.Images.clone().requires_grad_(true);
        var logits = classifier.Logits(input);
        var loss = AttackLoss.CarliniWagner.PerImage(logits, batch.Labels);
        for (var i = 0; i < 3; i++)
            TensorAssert.IsNear(autograd.grad([loss[i]], [input], retain_graph: true)[0][i], pass!.Gradient[i], 1e-5);

        TensorAssert.IsNear(loss, pass!.Loss, 1e-6);
        TensorAssert.IsNear(logits, pass.Logits, 1e-6);
        Assert.False(pass.Logits.requires_grad || pass.Loss.requires_grad || pass.Gradient.requires_grad);
        pass.Gradient.Dispose();
        pass.Loss.Dispose();
        pass.Logits.Dispose();
    }

    /// <summary>In libtorch both are errors, and TorchSharp lets those end the process.</summary>
    [Fact]
    public void A_model_without_a_way_back_to_its_input_has_gradients_of_zero()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        using var decided = new ChangedModel(classifier, "decided", logits => logits.detach());
        using var constant = new ChangedModel(classifier, "constant", logits => zeros_like(logits).requires_grad_(true) * 1);
        var batch = Batch(2);
        foreach (var model in (ImageModel[])[decided, constant])
        {
            var largest = float.NaN;
            using var result = Run(
                new Author(context =>
                {
                    largest = context.Gradient(context.Images, AttackLoss.CrossEntropy).Gradient.abs().max().ToSingle();
                    context.MarginGradients(context.Images, (_, _, gradient) => Assert.Equal(0, gradient.abs().max().ToSingle()));
                    return context.Images.clone();
                }),
                model,
                batch);
            Assert.Equal(0, largest);
        }
    }

    [Fact]
    public void A_model_whose_logits_have_another_shape_than_it_says_is_named()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        using var narrow = new ChangedModel(classifier, "narrow", logits => logits.narrow(1, 0, 3));

        var error = Assert.Throws<InvalidOperationException>(() => Run(new Pgd(new PgdOptions { Steps = 1 }), narrow, Batch(2)));

        Assert.Contains("narrow gives logits of shape [2, 3] for 2 images; gradients need [2, 4].", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_too_few_classes_is_refused()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();

        Assert.Throws<ArgumentException>(
            () => Run(new Author(context => context.Images, fewestClasses: 5), classifier, Batch(2)));
        Assert.Equal(3, new Pgd(new PgdOptions { Loss = AttackLoss.Dlr }).FewestClasses);
        Assert.Equal(3, new Apgd(new ApgdOptions { Loss = AttackLoss.Dlr }).FewestClasses);
    }

    [Fact]
    public void Batches_that_do_not_belong_together_or_leave_the_pixel_range_are_refused()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = (zeros(2, 3, 8, 8), zeros(2, dtype: int64));

        Assert.Throws<ArgumentException>(() => new AttackBatch(images, labels, [0]));
        Assert.Throws<ArgumentException>(() => new AttackBatch(images, labels[..1], [0, 1]));
        Assert.Throws<ArgumentException>(() => new AttackBatch(images[0], labels, [0, 1]));
        Assert.Throws<ArgumentException>(() => new AttackBatch(images + 1.01f, labels, [0, 1]));
        Assert.Throws<ArgumentException>(() => new AttackBatch(images - 0.01f, labels, [0, 1]));
        Assert.Throws<ArgumentException>(() => new AttackBatch(images * float.NaN, labels, [0, 1]));
        Assert.Equal(2, new AttackBatch(images, labels, [0, 1]).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Options_are_positive(int value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PgdOptions { Steps = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PgdOptions { RelativeStepSize = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ApgdOptions { Steps = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PgdOptions { RelativeStepSize = double.NaN });
    }

    private static AttackResult Run(Attack attack, ImageModel model, AttackBatch batch) =>
        attack.Run(model, batch, Budget, new RandomSeed(1), null, TestContext.Current.CancellationToken);

    private static AttackBatch Batch(int count)
    {
        var data = TinyModels.Images(count);
        return new AttackBatch(
            data.ImageTensor(.., CPU), data.LabelTensor(.., CPU), [.. Enumerable.Range(0, count).Select(i => (long)i)]);
    }

    private sealed class Author(Func<AttackContext, Tensor> perturb, int fewestClasses = 2) : Attack
    {
        public override string Id => "author";

        public override string DisplayName => "Author";

        public override string Paper => "none";

        public override AttackKnowledge Knowledge => AttackKnowledge.WhiteBox;

        public override int Steps => 1;

        public override int FewestClasses => fewestClasses;

        protected override Tensor Perturb(AttackContext context) => perturb(context);
    }
}
