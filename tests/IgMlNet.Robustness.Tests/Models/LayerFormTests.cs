using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Tests.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models;

/// <summary>
/// Layers of features [n, N] and of tokens [n, T, N]. The fully connected network was followed by hand: image A has the activations
/// fc1 = (2, 0, 2), fc2 = (2, 2) and logits (0, 4); image B has fc1 = (1, 1, 3), fc2 = (0, 1) and logits (−1, 2).
/// </summary>
public sealed class LayerFormTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Activations_of_features_are_those_computed_by_hand()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Classifier(new UserNetworks.Mlp(), CPU);
        var images = UserNetworks.Images.ImageTensor(.., CPU);

        TensorAssert.IsNear(tensor(new float[,] { { 2, 0, 2 }, { 1, 1, 3 } }), mlp.UpTo(mlp.Layer("fc1"), images), Tolerance);
        TensorAssert.IsNear(tensor(new float[,] { { 2, 2 }, { 0, 1 } }), mlp.UpTo(mlp.PenultimateLayer, images), Tolerance);
        TensorAssert.IsNear(tensor(new float[,] { { 0, 4 }, { -1, 2 } }), mlp.Logits(images), Tolerance);
    }

    /// <summary>fc2: W[c,j]·a_j. fc1: e.g. without its neuron 0 image A has logits (−2, 4), a change of class 0 by 2.</summary>
    [Theory]
    [InlineData("lo-ir", "fc2", new float[] { 2, 0, -2, 2 })]
    [InlineData("lo-ir-absolute", "fc2", new float[] { 2, 0, 2, 2 })]
    [InlineData("lo-ir", "fc1", new float[] { 2, 0, 0, -4, -2, 2 })]
    [InlineData("lo-ir-absolute", "fc1", new float[] { 2, 0, 0, 4, 2, 2 })]
    public void Leave_one_out_scores_of_features_are_those_computed_by_hand(string method, string layer, float[] expected)
    {
        using var mlp = new Classifier(new UserNetworks.Mlp(), CPU);

        Assert.Equal(expected, Rank(RankingMethod.Find(method), mlp, layer).Scores.ToArray());
    }

    [Fact]
    public void Masked_features_give_the_logits_computed_by_hand()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Classifier(new UserNetworks.Mlp(), CPU);
        var options = new InterpretabilityGuidedOptions { K = 1, Temperature = 1e-3, Smoothing = Smoothing.None };
        using var defended = new InterpretabilityGuided(Rank(LeaveOneOut.Signed, mlp, "fc2"), options).Defend(mlp);
        using var random = TinyModels.Streams(2);

        // Both images are taken for class 1, whose most important neuron of fc2 is 1: fc2 becomes (0, 2) and (0, 1).
        TensorAssert.IsNear(
            tensor(new float[,] { { -2, 4 }, { -1, 2 } }), defended.Logits(UserNetworks.Images.ImageTensor(.., CPU), random), Tolerance);
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("block")]
    public void Leave_one_out_scores_of_tokens_are_those_of_plain_arithmetic(string layer)
    {
        using var transformer = new Classifier(new UserNetworks.Transformer(), CPU);
        var expected = new List<float>();
        for (var neuron = 0; neuron < 2; neuron++)
        {
            for (var label = 0; label < 2; label++)
                expected.Add((float)(Logits(label, layer, null)[label] - Logits(label, layer, neuron)[label]));
        }

        var scores = Rank(LeaveOneOut.Signed, transformer, layer).Scores.ToArray();

        Assert.Equal(expected.Count, scores.Length);
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        Assert.Contains(scores, score => Math.Abs(score) > 0.1);
    }

    [Fact]
    public void A_mask_of_tokens_drops_the_same_neuron_of_every_token()
    {
        using var scope = NewDisposeScope();
        using var transformer = new Classifier(new UserNetworks.Transformer(), CPU);
        var ranking = Rank(LeaveOneOut.Signed, transformer, "block");
        var options = new InterpretabilityGuidedOptions { K = 1, Temperature = 1e-3, Smoothing = Smoothing.None };
        using var defended = new InterpretabilityGuided(ranking, options).Defend(transformer);
        using var random = TinyModels.Streams(2);
        var logits = defended.Logits(UserNetworks.Images.ImageTensor(.., CPU), random);

        for (var image = 0; image < 2; image++)
        {
            var unmasked = Logits(image, "block", null);
            var predicted = unmasked[1] > unmasked[0] ? 1 : 0;
            var dropped = 1 - ranking.TopNeurons(predicted, 1)[0];
            var expected = Logits(image, "block", dropped);
            TensorAssert.IsNear(tensor(new[] { (float)expected[0], (float)expected[1] }), logits[image], 1e-4);
        }
    }

    [Theory]
    [InlineData(ActivationPooling.Average, new float[] { 1, 2 })]
    [InlineData(ActivationPooling.Max, new float[] { 2, 5 })]
    public void Tokens_are_pooled_over_tokens(ActivationPooling pooling, float[] expected)
    {
        using var scope = NewDisposeScope();
        var tokens = tensor(new float[,,] { { { 0, 5 }, { 2, -1 } } });

        Assert.Equal(expected, pooling.Pool(LayerForm.Tokens, tokens).data<float>().ToArray());
        Assert.Same(tokens, pooling.Pool(LayerForm.Features, tokens));
    }

    [Theory]
    [InlineData("cd-ir")]
    [InlineData("random")]
    public void Every_other_method_ranks_features_and_tokens(string method)
    {
        using var mlp = new Classifier(new UserNetworks.Mlp(), CPU);
        using var transformer = new Classifier(new UserNetworks.Transformer(), CPU);

        Assert.Equal(3 * 2, Rank(RankingSubjects.Find(method), mlp, "fc1").Scores.Length);
        Assert.Equal(2 * 2, Rank(RankingSubjects.Find(method), transformer, "block").Scores.Length);
    }

    [Fact]
    public void A_layer_that_gives_another_form_than_it_states_is_refused()
    {
        using var scope = NewDisposeScope();
        using var classifier = new Classifier(new Misstated(), CPU);

        var refused = Assert.Throws<InvalidOperationException>(() =>
            classifier.UpTo(classifier.PenultimateLayer, UserNetworks.Images.ImageTensor(.., CPU)));

        Assert.Contains("states a layer [n, 4, H, W] and gives activations [2, 4]", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => classifier.From(classifier.PenultimateLayer, zeros(2, 4)));
    }

    private static NeuronImportanceRanking Rank(RankingMethod method, Classifier classifier, string layer) => method.Rank(
        classifier, classifier.Layer(layer), UserNetworks.Images, new RankingOptions(), null, TestContext.Current.CancellationToken);

    /// <summary>The transformer's logits with a neuron of a layer zeroed, by loops over numbers.</summary>
    private static double[] Logits(int image, string layer, int? zeroed)
    {
        double[][] pixels = image == 0 ? [[1, 0], [1, 0]] : [[0, 1], [1, 0]];
        var tokens = Masked("tokens", [.. pixels.Select(row => Apply(UserNetworks.Transformer.Embedding, row))]);
        var attended = tokens.Select(query =>
        {
            var weights = tokens.Select(key => Math.Exp((query[0] * key[0]) + (query[1] * key[1]))).ToArray();
            return Enumerable.Range(0, 2).Select(i =>
                query[i] + tokens.Select((value, t) => weights[t] / weights.Sum() * value[i]).Sum()).ToArray();
        });
        var block = Masked("block", [.. attended]);
        return Apply(UserNetworks.Transformer.Head, [(block[0][0] + block[1][0]) / 2, (block[0][1] + block[1][1]) / 2]);

        double[][] Masked(string name, double[][] values) => name == layer && zeroed is { } neuron
            ? [.. values.Select(token => token.Select((value, i) => i == neuron ? 0 : value).ToArray())]
            : values;

        static double[] Apply(float[,] weight, double[] x) =>
            [(weight[0, 0] * x[0]) + (weight[0, 1] * x[1]), (weight[1, 0] * x[0]) + (weight[1, 1] * x[1])];
    }

    /// <summary>States feature maps where it gives features.</summary>
    private sealed class Misstated : StagedNetwork
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly TorchSharp.Modules.Linear head = nn.Linear(4, 2);
#pragma warning restore IDE1006, CA2213

        public Misstated()
            : base("misstated", UserNetworks.Dimensions) => Define(
                Stage.Neurons("flat", 4, x => x.flatten(1)),
                Stage.Linear("head", head));
    }
}
