using IgMlNet.IO;
using IgMlNet.Robustness.Ranking.Similarities;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Ranking.Similarities;

public sealed class SimilarityFunctionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> All => [.. SimilarityFunction.All.Select(function => function.Id)];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("soft-wpmi", "cdir_soft_wpmi")]
    [InlineData("wpmi", "cdir_wpmi")]
    [InlineData("cosine", "cdir_cos_similarity")]
    [InlineData("cosine-cubed", "cdir_cos_similarity_cubed")]
    [InlineData("soft-wpmi-gt", "cdir_soft_wpmi_gt")]
    [InlineData("majority-vote", "cdir_majority_vote_gt")]
    public void Similarities_are_the_published_codes(string id, string file)
    {
        var expected = ReferenceModel.Array($"rankings/{file}.npy");
        var labels = tensor(ReferenceModel.Probe.Labels.Select(label => (long)label).ToArray());

        var actual = SimilarityFunction.Find(id).Score(
            ReferenceModel.Array("rankings/cdir_image_text_similarity.npy").ToTensor(),
            ReferenceModel.Array("rankings/cdir_activations.npy").ToTensor(),
            labels);

        Assert.Equal(expected.Shape, actual.shape);
        TensorAssert.IsNearInEveryElement(expected, actual.data<float>().ToArray(), 1e-4);
    }

    [Fact]
    public void Rank_reorder_is_its_definition_worked_out_neuron_by_neuron()
    {
        var (similarities, activations, labels) = Inputs(images: 80, neurons: 5, classes: 3);
        var (p, q) = (Values(similarities), Values(activations));

        var actual = new RankReorder().Score(similarities, activations, labels);

        const int top = 4;
        for (var neuron = 0; neuron < 5; neuron++)
        {
            var images = Enumerable.Range(0, 80).OrderByDescending(i => q[i, neuron]).Take(top).ToArray();
            var falling = images.Select(i => (double)q[i, neuron]).ToArray();
            var random = falling.SelectMany(_ => falling, (a, b) => Math.Pow(Math.Abs(a - b), 3)).Average();
            for (var label = 0; label < 3; label++)
            {
                var places = images.Select(i => images.Count(other => p[other, label] < p[i, label])).ToArray();
                var change = places.Select((place, r) => Math.Pow(Math.Abs(falling[r] - falling[top - 1 - place]), 3)).Average();
                var expected = -(change / random) / Math.Sqrt(images.Average(i => (double)p[i, label]));
                Assert.Equal(expected, actual[neuron, label].ToDouble(), 1e-4 * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Neurons_are_scored_alike_alone_and_among_many(string id)
    {
        // More neurons than are worked on together: 4,194,304 elements a chunk.
        var function = SimilarityFunction.Find(id);
        var (similarities, activations, labels) = Inputs(images: 2500, neurons: 1800, classes: 25);

        var together = function.Score(similarities, activations, labels);
        var again = function.Score(similarities, activations.flip(1), labels).flip(0);

        Assert.Equal([1800, 25], together.shape);
        Assert.True(together.isfinite().all().item<bool>());
        TensorAssert.IsNear(together, again, 1e-5);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Few_images_and_neurons_that_are_never_active_give_finite_similarities(string id)
    {
        var (similarities, activations, labels) = Inputs(images: 7, neurons: 4, classes: 3);
        activations.select(1, 2).zero_();

        var scores = SimilarityFunction.Find(id).Score(similarities.sub(0.5), activations, labels);

        Assert.True(scores.isfinite().all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_neuron_that_answers_to_a_class_is_most_like_it(string id)
    {
        var (_, _, labels) = Inputs(images: 300, neurons: 3, classes: 3);
        using var generator = new Generator(5, CPU);
        var isOf = nn.functional.one_hot(labels, 3).to(ScalarType.Float32);
        var similarities = 0.2 + (0.1 * isOf) + (0.05 * rand(300, 3, generator: generator));
        var activations = (similarities - 0.2) + (0.002 * rand(300, 3, generator: generator));

        var scores = SimilarityFunction.Find(id).Score(similarities, activations, labels);

        Assert.Equal([0L, 1, 2], scores.argmax(1).data<long>().ToArray());
        Assert.Equal([0L, 1, 2], scores.argmax(0).data<long>().ToArray());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_tensor_is_left_and_inputs_stay_as_they_are(string id)
    {
        var (similarities, activations, labels) = Inputs(images: 30, neurons: 4, classes: 3);
        var (before, beforeToo) = (similarities.clone(), activations.clone());

        TensorLeaks.AssertNone(() => SimilarityFunction.Find(id).Score(similarities, activations, labels).Dispose());

        TensorAssert.IsSame(before, similarities);
        TensorAssert.IsSame(beforeToo, activations);
    }

    [Fact]
    public void What_is_not_of_the_same_images_is_refused()
    {
        var (similarities, activations, labels) = Inputs(images: 8, neurons: 4, classes: 3);
        var function = SimilarityFunction.All[0];

        Assert.Throws<ArgumentException>(() => function.Score(similarities, activations.narrow(0, 0, 7), labels));
        Assert.Throws<ArgumentException>(() => function.Score(similarities, activations, labels.narrow(0, 0, 7)));
        Assert.Throws<ArgumentException>(() => function.Score(zeros(0, 3), zeros(0, 4), labels.narrow(0, 0, 0)));
        Assert.Throws<InputException>(() => SimilarityFunction.Find("l2"));
    }

    private static (Tensor Similarities, Tensor Activations, Tensor Labels) Inputs(int images, int neurons, int classes)
    {
        using var generator = new Generator(1, CPU);
        return (
            rand(images, classes, generator: generator).mul(0.3),
            rand(images, neurons, generator: generator),
            tensor(Enumerable.Range(0, images).Select(i => (long)(i % classes)).ToArray()));
    }

    private static float[,] Values(Tensor matrix)
    {
        var values = new float[matrix.shape[0], matrix.shape[1]];
        var flat = matrix.data<float>().ToArray();
        Buffer.BlockCopy(flat, 0, values, 0, flat.Length * sizeof(float));
        return values;
    }
}
