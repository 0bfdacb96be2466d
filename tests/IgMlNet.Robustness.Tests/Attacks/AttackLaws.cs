using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.Ensembles;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>What holds for every attack, on the base model and behind a randomized defense, in every norm.</summary>
public sealed class AttackLaws : IDisposable
{
    private const int Count = 8;
    private const double Epsilon = 0.06;

    /// <summary>How to make each attack for the model under attack, and whether it draws random numbers of its own.</summary>
    private static readonly IReadOnlyList<(Func<ImageModel, Attack> Create, bool Random)> Attacks =
    [
        (_ => new Fgsm(), false),
        (_ => new Noise(), true),
        (_ => new Pgd(new PgdOptions { Steps = 3 }), true),
        (_ => new Pgd(new PgdOptions { Steps = 2, Start = AttackStart.Image, Loss = AttackLoss.CarliniWagner }), false),
        (_ => new Apgd(new ApgdOptions { Steps = 6 }), true),
        (_ => new Apgd(new ApgdOptions { Steps = 5, Start = AttackStart.Image, Loss = AttackLoss.Dlr }), false),
        (_ => new TargetedApgd(new TargetedApgdOptions { Steps = 5 }), true),
        (_ => new TargetedApgd(new TargetedApgdOptions
        {
            Steps = 4, TargetClasses = 2, Loss = TargetedLoss.CrossEntropy, Start = AttackStart.Image,
        }), false),
        (_ => new Apgd(new ApgdOptions { Steps = 4, Loss = AttackLoss.ProbabilityMargin }), true),
        (_ => new Adaptive(new AdaptiveOptions { Steps = 3, Draws = 2 }), true),
        (_ => new Adaptive(new AdaptiveOptions { Steps = 4, Start = AttackStart.Image }), false),
        (_ => new GamaPgd(new GamaPgdOptions { Steps = 5 }), true),
        (_ => new Fab(new FabOptions { Steps = 6 }), false),
        (_ => new Fab(new FabOptions { Steps = 6, Start = AttackStart.Random }), true),
        (_ => new TargetedFab(new FabOptions { Steps = 5 }), false),
        (_ => new Square(new SquareOptions { Queries = 24 }), true),
        (_ => new Square(new SquareOptions { Queries = 24, Schedule = SquareSchedule.Fixed }), true),
        (_ => new RayS(new RaySOptions { Queries = 40 }), false),
        (_ => new RayS(new RaySOptions { Queries = 40, Point = RaySPoint.Boundary }), false),
        (_ => new Fmn(new FmnOptions { Steps = 8 }), false),
        (_ => new TargetedApgd(new TargetedApgdOptions { Steps = 4, Order = TargetOrder.Nearest }), true),
        (_ => StoredImages.Read(DarkerImages()), false),
        (_ => new UntilSuccess(new Apgd(new ApgdOptions { Steps = 4 })), true),
        (_ => new OrClean(new Pgd(new PgdOptions { Steps = 4 })), true),
        (_ => new Restarts(new Pgd(new PgdOptions { Steps = 2 }), 3), true),
        (_ => new Eot(new Pgd(new PgdOptions { Steps = 3 }), 2), true),
        (model => new Transfer(new Apgd(new ApgdOptions { Steps = 4 }), model), true),
        (model => new AcrossModels(new Apgd(new ApgdOptions { Steps = 4 }), [model]), true),
        (_ => new Restarts(new Fab(new FabOptions { Steps = 4 }), 2), true),
        (_ => new WorstCase("both", "Both", [new Fgsm(), new Pgd(new PgdOptions { Steps = 3 })]), true),
        (_ => new AutoAttack(new AutoAttackVersion("toy", static _ =>
        [
            new Apgd(new ApgdOptions { Steps = 3 }), new TargetedFab(new FabOptions { Steps = 3 }), new Square(new SquareOptions { Queries = 8 }),
        ])), true),
    ];

    /// <summary>Stands in where an attack is only asked what it is.</summary>
    private static readonly Lazy<Classifier> Source = new(() => TinyModels.Classifier());

    private readonly Classifier _classifier = TinyModels.Classifier();
    private readonly ImageModel _defended;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly AttackBatch _batch;

    public AttackLaws()
    {
        var images = TinyModels.Images(Count);
        var ranking = LeaveOneOut.Signed.Rank(
            _classifier, _classifier.PenultimateLayer, images, new RankingOptions(), null, CancellationToken.None);
        _defended = new InterpretabilityGuided(
            ranking, new InterpretabilityGuidedOptions { K = 6, Smoothing = Smoothing.For(Epsilon) }).Defend(_classifier);
        _batch = new AttackBatch(images.ImageTensor(.., CPU), images.LabelTensor(.., CPU), [.. Range(Count)]);
    }

    public static TheoryData<int, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<int, string, bool>();
            for (var attack = 0; attack < Attacks.Count; attack++)
            {
                foreach (var norm in Attacks[attack].Create(Source.Value).Norms)
                {
                    cases.Add(attack, norm.Id, false);
                    cases.Add(attack, norm.Id, true);
                }
            }

            return cases;
        }
    }

    [Fact]
    public void Every_attack_of_the_library_is_under_these_laws() => Assert.Equal(
        typeof(Attack).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Attack)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
        Attacks.Select(attack => attack.Create(_classifier).GetType()).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal));

    [Fact]
    public void Identifiers_tell_the_attacks_apart() =>
        Assert.Equal(
            Attacks.Count, Attacks.Select(attack => attack.Create(_classifier).Id).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_stays_within_the_budget_and_within_the_pixels_range(int attack, string norm, bool defended)
    {
        using var result = Run(attack, norm, defended);
        var distance = Norm.Parse(norm).Distance(result.Adversarial - _batch.Images);

        // FAB looks for the smallest perturbation that will do.
        Assert.InRange(distance.max().item<float>(), 0.01 * Epsilon, Epsilon + 1e-6);
        Assert.Equal(distance.data<float>().ToArray(), result.Distance.data<float>().ToArray());
        Assert.InRange(result.Adversarial.min().item<float>(), 0, 1);
        Assert.InRange(result.Adversarial.max().item<float>(), 0, 1);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_leaves_its_input_alone(int attack, string norm, bool defended)
    {
        var (images, labels) = (_batch.Images.clone(), _batch.Labels.clone());
        Run(attack, norm, defended).Dispose();
        Assert.True(images.equal(_batch.Images).all().item<bool>());
        Assert.True(labels.equal(_batch.Labels).all().item<bool>());
        Assert.False(_batch.Images.requires_grad);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_reproducible(int attack, string norm, bool defended)
    {
        using var first = Run(attack, norm, defended);
        using var second = Run(attack, norm, defended);
        Assert.True(first.Adversarial.equal(second.Adversarial).all().item<bool>());
        Assert.Equal((first.Queries, first.Gradients), (second.Queries, second.Gradients));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_image_meets_the_same_attack_alone_and_in_a_batch(int attack, string norm, bool defended)
    {
        using var together = Run(attack, norm, defended);
        const int image = 5;
        var alone = new AttackBatch(_batch.Images.narrow(0, image, 1), _batch.Labels.narrow(0, image, 1), [image]);
        using var single = Run(attack, norm, defended, alone);

        // Logits differ in their last bits with the batch, and signs of tiny gradients with them.
        var difference = (together.Adversarial[image] - single.Adversarial[0]).abs();
        Assert.InRange(difference.gt(1e-4).to(float32).mean().item<float>(), 0, 0.05);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Without_a_budget_it_changes_nothing(int attack, string norm, bool defended)
    {
        using var result = Run(attack, norm, defended, epsilon: 0);
        Assert.True(result.Adversarial.equal(_batch.Images).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_raises_the_loss_unless_it_asks_nothing_of_the_model(int attack, string norm, bool defended)
    {
        if (Attacks[attack].Create(Source.Value) is { Steps: 0, Queries: 0 })
            return;
        using var result = Run(attack, norm, defended);
        Assert.True(MeanMargin(result.Adversarial) > MeanMargin(_batch.Images));

        float MeanMargin(Tensor images)
        {
            using var random = new RandomStreams(new RandomSeed(3), _batch.ImageIds);
            var margins = Enumerable.Range(0, 8)
                .Select(_ => AttackLoss.CarliniWagner.PerImage(Model(defended).Logits(images, random), _batch.Labels).mean());
            return margins.Average(margin => margin.item<float>());
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_leaves_no_tensor_and_no_gradient_behind(int attack, string norm, bool defended)
    {
        Run(attack, norm, defended).Dispose();
        TensorLeaks.AssertNone(() => Run(attack, norm, defended).Dispose());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_result_outlives_the_scope_around_it(int attack, string norm, bool defended)
    {
        AttackResult result;
        using (NewDisposeScope())
            result = Run(attack, norm, defended);
        using (result)
            Assert.Equal(Count, result.Adversarial.sum([1, 2, 3]).isfinite().sum().ToInt64());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_counts_what_it_asks_of_the_model(int attack, string norm, bool defended)
    {
        var watched = new WatchedModel(Model(defended));
        using var result = Run(watched, attack, norm, CancellationToken.None);
        var limits = Attacks[attack].Create(watched);
        Assert.All(result.GradientsPerImage, gradients => Assert.InRange(gradients, 0, limits.Steps));
        Assert.All(result.QueriesPerImage, queries => Assert.InRange(queries, 0, limits.Queries));
        Assert.All(
            result.GradientsPerImage.Zip(result.QueriesPerImage, (g, q) => g + q),
            uses => Assert.Equal(limits.Steps + limits.Queries > 0, uses > 0));
        Assert.Equal((watched.Queries, watched.Gradients), (result.Queries, result.Gradients));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Other_seeds_make_another_attack_where_anything_is_random(int attack, string norm, bool defended)
    {
        using var one = Run(attack, norm, defended);
        using var other = Attacks[attack].Create(Model(defended)).Run(
            Model(defended), _batch, new ThreatModel(Norm.Parse(norm), Epsilon), new RandomSeed(2), null, CancellationToken.None);
        var recipe = Attacks[attack].Create(Source.Value);
        var random = Attacks[attack].Random || (defended && recipe.Steps + recipe.Queries > 0);
        Assert.Equal(random, TensorAssert.LargestDifference(one.Adversarial, other.Adversarial) > 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_empty_batch_is_fine(int attack, string norm, bool defended)
    {
        var nothing = new AttackBatch(_batch.Images.narrow(0, 0, 0), _batch.Labels.narrow(0, 0, 0), []);
        using var result = Run(attack, norm, defended, nothing);
        Assert.Equal([0, 3, 8, 8], result.Adversarial.shape);
        Assert.Equal([0], result.Distance.shape);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cancelled_on_its_way_it_asks_no_more_of_the_model(int attack, string norm, bool defended)
    {
        using var cancellation = new CancellationTokenSource();
        var watched = new WatchedModel(Model(defended), calls =>
        {
            // Early, for an attack that has misled all images is over.
            if (calls == 1)
                cancellation.Cancel();
        });
        if (Attacks[attack].Create(watched) is { Steps: < 2, Queries: < 2 })
            return;
        Assert.Throws<OperationCanceledException>(() => Run(watched, attack, norm, cancellation.Token));
        Assert.Equal(1, watched.Calls);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_honours_cancellation(int attack, string norm, bool defended) => Assert.Throws<OperationCanceledException>(
        () => Attacks[attack].Create(Model(defended)).Run(
            Model(defended), _batch, new ThreatModel(Norm.Parse(norm), Epsilon), new RandomSeed(1), null, new CancellationToken(true)));

    public void Dispose()
    {
        _scope.Dispose();
        _defended.Dispose();
        _classifier.Dispose();
    }

    /// <summary>A file, beside the tests, of images that are darker than those attacked.</summary>
    private static string DarkerImages()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "adversarial-of-laws.npy");
        if (!File.Exists(path))
        {
            using var scope = NewDisposeScope();
            NpyFile.Write(path, CheckpointTensor.FromTensor("adversarial", TinyModels.Images(Count).ImageTensor(.., CPU) * 0.9));
        }

        return path;
    }

    private static IEnumerable<long> Range(int count) => Enumerable.Range(0, count).Select(index => (long)index);

    private ImageModel Model(bool defended) => defended ? _defended : _classifier;

    private AttackResult Run(ImageModel model, int attack, string norm, CancellationToken cancellation) => Attacks[attack].Create(model).Run(
        model, _batch, new ThreatModel(Norm.Parse(norm), Epsilon), new RandomSeed(1), null, cancellation);

    private AttackResult Run(int attack, string norm, bool defended, AttackBatch? batch = null, double epsilon = Epsilon) =>
        Attacks[attack].Create(Model(defended)).Run(
            Model(defended), batch ?? _batch, new ThreatModel(Norm.Parse(norm), epsilon), new RandomSeed(1), null, CancellationToken.None);
}
