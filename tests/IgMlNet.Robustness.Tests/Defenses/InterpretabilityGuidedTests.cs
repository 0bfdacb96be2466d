using IgMlNet.IO;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Defenses;

public sealed class InterpretabilityGuidedTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void Without_smoothing_the_logits_are_the_published_codes()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var defended = Reference(Smoothing.None);
        using var streams = TinyModels.Streams(64);

        var logits = defended.Logits(ReferenceModel.Test.ImageTensor(..64, CPU), streams);

        TensorAssert.IsNear(ReferenceModel.Array("defenses/igdefense_logits_nors.npy"), logits, Tolerance);
    }

    [Fact]
    public void Under_the_reference_noise_the_logits_are_the_published_codes()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var defended = Reference(Smoothing.For(8 / 255.0));
        var noise = ReferenceModel.Array("defenses/noise_64.npy").ToTensor();

        var logits = defended.Logits(ReferenceModel.Test.ImageTensor(..64, CPU), [noise]);

        TensorAssert.IsNear(ReferenceModel.Array("defenses/igdefense_logits_rs.npy"), logits, Tolerance);
    }

    [Fact]
    public void The_gradient_through_both_passes_is_the_published_codes()
    {
        using var scope = NewDisposeScope();
        using var defended = Reference(Smoothing.For(8 / 255.0));
        var noise = ReferenceModel.Array("defenses/noise_64.npy").ToTensor()[..8];
        var images = ReferenceModel.Test.ImageTensor(..8, CPU).requires_grad_(true);
        var loss = nn.functional.cross_entropy(
            defended.Logits(images, [noise]), ReferenceModel.Test.LabelTensor(..8, CPU), reduction: nn.Reduction.Sum);

        var gradient = autograd.grad([loss], [images])[0];

        TensorAssert.IsNear(ReferenceModel.Array("defenses/igdefense_input_gradient_8.npy"), gradient, Tolerance);
    }

    [Fact]
    public void The_noise_drawn_is_the_streams_times_the_deviation()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        using var defended = Tiny(classifier, k: 3, Smoothing.With(2, 0.1));
        using var streams = TinyModels.Streams(5);
        using var same = TinyModels.Streams(5);
        var images = TinyModels.Images(5).ImageTensor(.., CPU);
        Tensor[] noise = [same.Normal(images) * 0.1, same.Normal(images) * 0.1];

        TensorAssert.IsSame(defended.Logits(images, noise), defended.Logits(images, streams));
    }

    [Fact]
    public void The_pseudo_label_of_several_noisy_images_comes_from_their_mean_logits()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        using var defended = Tiny(classifier, k: 3, Smoothing.With(2, 0.5), temperature: 0.5);
        var images = TinyModels.Images(5).ImageTensor(.., CPU);
        var (first, second) = (ones_like(images) * 0.1, ones_like(images) * -0.2);
        var layer = classifier.PenultimateLayer;
        var mean = (classifier.Logits(images + first) + classifier.Logits(images + second)) / 2;
        var mask = Ranking(classifier).Mask(3, CPU);
        var weights = nn.functional.softmax(mean / 0.5, 1).mm(mask).unsqueeze(2).unsqueeze(3);

        TensorAssert.IsNear(
            classifier.From(layer, classifier.UpTo(layer, images) * weights), defended.Logits(images, [first, second]), 1e-5);
    }

    [Fact]
    public void Averaged_gradients_are_the_mean_of_those_of_single_draws()
    {
        const int draws = 4;
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        using var defended = Tiny(classifier, k: 3, Smoothing.With(2, 0.1), temperature: 0.5);
        using var streams = TinyModels.Streams(5);
        using var same = TinyModels.Streams(5);
        var (images, labels) = (TinyModels.Images(5).ImageTensor(.., CPU), TinyModels.Images(5).LabelTensor(.., CPU));
        var batch = new AttackBatch(images, labels, [0, 1, 2, 3, 4]);
        var context = new AttackContext(
            defended, batch, new ThreatModel(Norm.Linf, 0.1), new RandomSeed(1), streams, TestContext.Current.CancellationToken);
        var single = new AttackContext(
            defended, batch, new ThreatModel(Norm.Linf, 0.1), new RandomSeed(1), same, TestContext.Current.CancellationToken);
        var each = Enumerable.Range(0, draws).Select(_ => single.Gradient(images, AttackLoss.CarliniWagner)).ToList();

        var mean = context.WithGradientDraws(draws).Gradient(images, AttackLoss.CarliniWagner);

        Assert.True(TensorAssert.RelativeError(each[0].Gradient, each[1].Gradient) > 0.01);
        TensorAssert.IsNear(stack(each.Select(one => one.Gradient)).mean([0]), mean.Gradient, 1e-5);
        TensorAssert.IsNear(stack(each.Select(one => one.Logits)).mean([0]), mean.Logits, 1e-5);
        TensorAssert.IsNear(stack(each.Select(one => one.Loss)).mean([0]), mean.Loss, 1e-5);
    }

    [Fact]
    public void Keeping_every_neuron_without_noise_is_the_base_model()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        using var defended = Tiny(classifier, classifier.PenultimateLayer.NeuronCount, Smoothing.None);
        using var streams = TinyModels.Streams(9);
        var images = TinyModels.Images(9).ImageTensor(.., CPU);

        TensorAssert.IsNear(classifier.Logits(images), defended.Logits(images, streams), 1e-5);
    }

    [Fact]
    public void Fewer_neurons_change_the_logits()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        using var defended = Tiny(classifier, 2, Smoothing.None);
        using var streams = TinyModels.Streams(9);
        var images = TinyModels.Images(9).ImageTensor(.., CPU);

        Assert.True(TensorAssert.RelativeError(classifier.Logits(images), defended.Logits(images, streams)) > 0.01);
    }

    [Fact]
    public void A_ranking_of_other_weights_is_refused()
    {
        using var classifier = TinyModels.Classifier(seed: 1);
        using var other = TinyModels.Classifier(seed: 2);
        var defense = new InterpretabilityGuided(Ranking(classifier), new InterpretabilityGuidedOptions { K = 3 });

        Assert.Throws<ArgumentException>(() => defense.Defend(other));
    }

    [Theory]
    [InlineData("layer4", 15, 4)]
    [InlineData("layer4", 16, 5)]
    [InlineData("layer9", 16, 4)]
    public void A_ranking_without_model_must_still_fit_the_layer(string layer, int neurons, int classes)
    {
        using var classifier = TinyModels.Classifier();
        var ranking = new NeuronImportanceRanking(
            new float[neurons * classes], new RankingManifest("lo-ir", layer, neurons, classes, "", "", 0));
        var defense = new InterpretabilityGuided(ranking, new InterpretabilityGuidedOptions { K = 3 });

        Assert.Throws<ArgumentException>(() => defense.Defend(classifier));
    }

    [Fact]
    public void K_beyond_the_neurons_and_unknown_methods_are_refused()
    {
        using var classifier = TinyModels.Classifier();
        var ranking = Ranking(classifier);
        var unknown = new NeuronImportanceRanking(ranking.Scores, ranking.Manifest with { Method = "astrology" });

        Assert.Throws<ArgumentException>(
            () => new InterpretabilityGuided(ranking, new InterpretabilityGuidedOptions { K = ranking.NeuronCount + 1 }));
        Assert.Throws<InputException>(() => new InterpretabilityGuided(unknown, new InterpretabilityGuidedOptions { K = 1 }));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        using var classifier = TinyModels.Classifier();
        var plain = new InterpretabilityGuided(Ranking(classifier), new InterpretabilityGuidedOptions { K = 3 });
        var smoothed = new InterpretabilityGuided(
            Ranking(classifier), new InterpretabilityGuidedOptions { K = 3, Smoothing = Smoothing.For(8 / 255.0) });
        using var defended = smoothed.Defend(classifier);

        Assert.Equal(("ig-lo-ir-3", "LO-IR-3", false), (plain.Id, plain.DisplayName, plain.IsRandomized));
        Assert.Equal(("ig-lo-ir-3-rs", "LO-IR-3 + RS", true), (smoothed.Id, smoothed.DisplayName, smoothed.IsRandomized));
        Assert.Equal("IG-Defense on layer4: LO-IR, k = 3 of 16, τ = 0.01, no smoothing", plain.Description);
        Assert.Equal("IG-Defense on layer4: LO-IR, k = 3 of 16, τ = 0.01, n_s = 1, σ = 0.0157", smoothed.Description);
        Assert.Equal("resnet18 + LO-IR-3 + RS", defended.Name);
        Assert.Equal(2, defended.ForwardPasses);
        Assert.True(defended.IsRandomized);
        Assert.Same(defended, defended.GradientModel);
    }

    [Theory]
    [InlineData(0.01, new[] { "temperature-1", "temperature-0.1", "fixed-mask", "with-base" })]
    [InlineData(0.5, new[] { "temperature-1", "fixed-mask", "with-base" })]
    [InlineData(3, new[] { "fixed-mask", "with-base" })]
    public void It_states_surrogates_of_softer_pseudo_labels_than_its_own(double temperature, string[] expected)
    {
        using var classifier = TinyModels.Classifier();
        using var defended = new InterpretabilityGuided(
            Ranking(classifier), new InterpretabilityGuidedOptions { K = 3, Temperature = temperature }).Defend(classifier);

        Assert.Equal(expected, defended.Surrogates.Select(surrogate => surrogate.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_softer_surrogate_is_the_defense_at_that_temperature_under_the_same_noise(bool smoothed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var classifier = TinyModels.Classifier();
        var options = new InterpretabilityGuidedOptions { K = 3, Smoothing = smoothed ? Smoothing.For(0.1) : Smoothing.None };
        using var defended = new InterpretabilityGuided(Ranking(classifier), options).Defend(classifier);
        using var softer = new InterpretabilityGuided(Ranking(classifier), options with { Temperature = 1 }).Defend(classifier);
        var images = TinyModels.Images(5).ImageTensor(.., CPU);

        TensorAssert.IsNear(Of(softer), Of(Surrogate("temperature-1")), 1e-6);
        TensorAssert.IsSame(Of(defended), Of(Surrogate("fixed-mask")));
        TensorAssert.IsNear(Of(defended) + classifier.Logits(images), Of(Surrogate("with-base")), 1e-5);
        Assert.NotEqual(0, TensorAssert.LargestDifference(Of(defended), Of(Surrogate("temperature-1"))));

        ImageModel Surrogate(string id) => defended.Surrogates.Single(surrogate => surrogate.Id == id).Model;

        Tensor Of(ImageModel model)
        {
            using var streams = TinyModels.Streams(5);
            return model.Logits(images, streams);
        }
    }

    [Fact]
    public void With_the_mask_held_fixed_the_gradient_is_that_of_the_second_pass_only()
    {
        using var scope = NewDisposeScope();
        using var classifier = TinyModels.Classifier();
        using var defended = (MaskedClassifier)new InterpretabilityGuided(
            Ranking(classifier), new InterpretabilityGuidedOptions { K = 3, Temperature = 1 }).Defend(classifier);
        var surrogate = defended.Surrogates.Single(one => one.Id == "fixed-mask").Model;
        using var streams = TinyModels.Streams(4);
        var images = TinyModels.Images(4).ImageTensor(.., CPU).requires_grad_(true);
        var label = nn.functional.softmax(classifier.Logits(images), 1).detach();
        var expected = autograd.grad(
            [defended.MaskedPass(classifier.UpTo(classifier.PenultimateLayer, images), label).square().sum()], [images])[0];

        var actual = autograd.grad([surrogate.Logits(images, streams).square().sum()], [images])[0];
        var own = autograd.grad([defended.Logits(images, streams).square().sum()], [images])[0];

        TensorAssert.IsNear(expected, actual, 1e-6);
        Assert.True(TensorAssert.LargestDifference(own, actual) > 1e-4);
    }

    private static MaskedClassifier Reference(Smoothing smoothing)
    {
        var classifier = ReferenceModel.Classifier;
        var scores = ReferenceModel.Array("rankings/loir_layer4_absolute.npy").ToFloat32Array();
        var ranking = new NeuronImportanceRanking(scores, new RankingManifest("lo-ir-absolute", "layer4", 128, 10, "", "", 0));
        var options = new InterpretabilityGuidedOptions { K = 13, Smoothing = smoothing };
        return (MaskedClassifier)new InterpretabilityGuided(ranking, options).Defend(classifier);
    }

    private static MaskedClassifier Tiny(Classifier classifier, int k, Smoothing smoothing, double temperature = 0.01) =>
        (MaskedClassifier)new InterpretabilityGuided(
            Ranking(classifier),
            new InterpretabilityGuidedOptions { K = k, Smoothing = smoothing, Temperature = temperature }).Defend(classifier);

    private static NeuronImportanceRanking Ranking(Classifier classifier) => LeaveOneOut.Signed.Rank(
        classifier,
        classifier.PenultimateLayer,
        TinyModels.Images(12),
        new RankingOptions(),
        null,
        TestContext.Current.CancellationToken);
}
