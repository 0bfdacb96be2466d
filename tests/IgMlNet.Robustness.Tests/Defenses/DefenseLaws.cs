using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Tests.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses;

/// <summary>
/// What holds for every defense of the assembly. A new one is found by being there; one that cannot be made without arguments
/// is made in <see cref="Chosen"/>.
/// </summary>
public sealed class DefenseLaws : IDisposable
{
    private const int Count = 5;

    private static readonly Dictionary<Type, Func<Classifier, IEnumerable<Defense>>> Chosen = new()
    {
        [typeof(InterpretabilityGuided)] = InterpretabilityGuidedDefenses,
        [typeof(HedgeDefense)] = _ =>
        [
            new HedgeDefense(),
            new HedgeDefense(new HedgeDefenseOptions { Steps = 3, Start = AttackStart.Random }),
        ],
        [typeof(RandomizedSmoothing)] = _ =>
            [new RandomizedSmoothing(Smoothing.For(8 / 255.0)), new RandomizedSmoothing(Smoothing.With(3, 0.05))],
        [typeof(StableOde)] = classifier => [new StableOde(TinyModels.Sodef(classifier))],
    };

    private static readonly StagedNetwork Network = TinyModels.Network(Architecture.Find("resnet18"));
    private static readonly Classifier Classifier = new(Network, CPU);
    private static readonly List<Defense> Defenses = Discover();

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _images = TinyModels.Images(Count).ImageTensor(.., CPU);

    public static TheoryData<int, string> All
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var (defense, i) in Defenses.Select((defense, i) => (defense, i)))
                data.Add(i, defense.DisplayName);
            return data;
        }
    }

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Defenses_are_found_and_say_what_they_are()
    {
        Assert.Contains(Defenses, defense => defense is InterpretabilityGuided);
        Assert.Contains(Defenses, defense => defense.IsRandomized);
        Assert.Contains(Defenses, defense => !defense.IsRandomized);
        Assert.All(Defenses, defense =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9.]+)*$", defense.Id);
            Assert.NotEmpty(defense.DisplayName);
            Assert.NotEmpty(defense.Description);
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Logits_are_finite_of_the_right_shape_and_the_same_for_the_same_streams(int defense, string name)
    {
        using var noGrad = no_grad();
        using var model = Defend(defense, name);
        var one = Logits(model, _images, seed: 1);

        Assert.Equal([Count, TinyModels.ClassCount], one.shape);
        Assert.True(one.isfinite().all().ToBoolean());
        TensorAssert.IsSame(one, Logits(model, _images, seed: 1));
        if (model.IsRandomized)
            Assert.NotEqual(0, TensorAssert.LargestDifference(one, Logits(model, _images, seed: 2)));
        else
            TensorAssert.IsSame(one, Logits(model, _images, seed: 2));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_randomized_defense_draws_anew_at_every_call(int defense, string name)
    {
        using var noGrad = no_grad();
        using var model = Defend(defense, name);
        using var streams = TinyModels.Streams(Count);
        var difference = TensorAssert.LargestDifference(model.Logits(_images, streams), model.Logits(_images, streams));

        Assert.Equal(model.IsRandomized, difference > 0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_image_fares_alone_as_it_does_in_a_batch(int defense, string name)
    {
        using var noGrad = no_grad();
        using var model = Defend(defense, name);
        var together = Logits(model, _images, seed: 1);

        for (var i = 0; i < Count; i++)
        {
            using var stream = new RandomStreams(new RandomSeed(1), [i]);
            TensorAssert.IsNear(together[i..(i + 1)], model.Logits(_images[i..(i + 1)], stream), 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_surrogate_is_differentiable_and_touches_neither_images_nor_weights(int defense, string name)
    {
        using var model = Defend(defense, name);
        using var streams = TinyModels.Streams(Count);
        var images = _images.clone().requires_grad_(true);
        var hash = WeightsHash.Compute(Network);

        var gradient = autograd.grad([model.GradientModel.Logits(images, streams).square().sum()], [images])[0];

        Assert.Equal(images.shape, gradient.shape);
        Assert.True(gradient.isfinite().all().ToBoolean());
        Assert.True(gradient.flatten(1).abs().amax([1]).min().ToDouble() > 0, "An image has no gradient.");
        TensorAssert.IsSame(_images, images);
        Assert.Equal(hash, WeightsHash.Compute(Network));
        Assert.All(Network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_surrogates_have_names_of_their_own_and_gradients_for_every_image(int defense, string name)
    {
        using var model = Defend(defense, name);
        var surrogates = model.Surrogates;

        Assert.InRange(surrogates.Count, 1, ImageModel.MostSurrogates);
        Assert.Equal(surrogates.Count, surrogates.Select(surrogate => surrogate.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(surrogates, surrogate =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9.]+)*$", surrogate.Id);
            Assert.NotEmpty(surrogate.Description);
            using var streams = TinyModels.Streams(Count);
            var images = _images.clone().requires_grad_(true);
            var logits = surrogate.Model.Logits(images, streams);
            var gradient = autograd.grad([logits.square().sum()], [images])[0];
            Assert.Equal([Count, TinyModels.ClassCount], logits.shape);
            Assert.True(gradient.isfinite().all().ToBoolean());
            Assert.True(gradient.flatten(1).abs().amax([1]).min().ToDouble() > 0, $"An image has no gradient through {surrogate.Id}.");
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_keeps_what_it_says_of_the_base_model_and_leaves_that_alone(int defense, string name)
    {
        using var noGrad = no_grad();
        var before = Classifier.Logits(_images);
        using (var model = Defend(defense, name))
        {
            Assert.Equal(Classifier.InputShape, model.InputShape);
            Assert.Equal(Classifier.ClassCount, model.ClassCount);
            Assert.True(model.ForwardPasses >= 1);
            Assert.StartsWith(Classifier.Name, model.Name, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => Logits(model, _images[.., ..1], seed: 1));
            Logits(model, _images, seed: 1);
        }

        // Disposing of the defended model leaves the base model usable, and as it was.
        TensorAssert.IsSame(before, Classifier.Logits(_images));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_leaves_no_tensor(int defense, string name)
    {
        var prepared = Defenses[defense];
        Assert.Equal(name, prepared.DisplayName);
        void Use()
        {
            using var model = prepared.Defend(Classifier);
            using var scope = NewDisposeScope();
            Logits(model, _images, seed: 1);
        }

        Use();
        TensorLeaks.AssertNone(Use);
    }

    private static Tensor Logits(ImageModel model, Tensor images, ulong seed)
    {
        using var streams = TinyModels.Streams(images.shape[0], seed);
        return model.Logits(images, streams);
    }

    private static IEnumerable<Defense> InterpretabilityGuidedDefenses(Classifier classifier) =>
        from method in RankingSubjects.All
        from layer in classifier.NeuronLayers.Where((_, i) => i is 1 or 3)
        from smoothing in new[] { Smoothing.None, Smoothing.For(8 / 255.0), Smoothing.With(3, 0.05) }
        let ranking = method.Rank(
            classifier, layer, TinyModels.Images(12), new RankingOptions(), null, CancellationToken.None)
        select new InterpretabilityGuided(
            ranking,
            new InterpretabilityGuidedOptions { K = (ranking.NeuronCount + 1) / 2, Smoothing = smoothing, Temperature = 0.5 });

    private static List<Defense> Discover() =>
    [
        .. typeof(Defense).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Defense)) && !type.IsAbstract).SelectMany(
            type => Chosen.TryGetValue(type, out var make) ? make(Classifier)
                : type.GetConstructor([]) is not null ? [(Defense)Activator.CreateInstance(type)!]
                : throw new InvalidOperationException(
                    $"{type.Name} cannot be made without arguments: make it in {nameof(DefenseLaws)}.{nameof(Chosen)}.")),
    ];

    private static ImageModel Defend(int defense, string name)
    {
        var prepared = Defenses[defense];
        Assert.Equal(name, prepared.DisplayName);
        var model = prepared.Defend(Classifier);
        Assert.Equal(prepared.IsRandomized, model.IsRandomized);
        return model;
    }
}
