using CsCheck;
using IgMlNet.Robustness.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Ranking;

public sealed class NeuronImportanceRankingTests
{
    [Fact]
    public void The_mask_of_the_reference_ranking_is_the_published_codes()
    {
        using var scope = NewDisposeScope();
        var scores = ReferenceModel.Array("rankings/loir_layer4_absolute.npy").ToFloat32Array();
        var ranking = new NeuronImportanceRanking(scores, Manifest(128, 10));

        using var expected = ReferenceModel.Array("defenses/mask_k13.npy").ToTensor();
        TensorAssert.IsSame(expected, ranking.Mask(13, CPU));
    }

    [Fact]
    public void A_mask_keeps_k_neurons_of_every_class_and_none_better_is_left_out() =>
        Rankings.SelectMany(ranking => Gen.Int[1, ranking.NeuronCount].Select(k => (ranking, k))).Sample(
            given =>
            {
                var (ranking, k) = given;
                using var scope = NewDisposeScope();
                var mask = ranking.Mask(k, CPU);
                Assert.Equal([ranking.ClassCount, ranking.NeuronCount], mask.shape);
                for (var label = 0; label < ranking.ClassCount; label++)
                {
                    var kept = Enumerable.Range(0, ranking.NeuronCount).Where(j => mask[label, j].ToSingle() == 1).ToList();
                    var dropped = Enumerable.Range(0, ranking.NeuronCount).Where(j => mask[label, j].ToSingle() == 0).ToList();
                    Assert.Equal(k, kept.Count);
                    Assert.Equal(ranking.NeuronCount, kept.Count + dropped.Count);
                    Assert.Equal(kept, ranking.TopNeurons(label, k).Order());
                    if (dropped.Count > 0)
                        Assert.True(kept.Min(j => ranking[j, label]) >= dropped.Max(j => ranking[j, label]));
                }
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void Masks_grow_with_k_and_end_at_all_neurons() =>
        Rankings.Sample(
            ranking =>
            {
                using var scope = NewDisposeScope();
                var masks = Enumerable.Range(1, ranking.NeuronCount).Select(k => ranking.Mask(k, CPU)).ToList();
                Assert.All(masks.Zip(masks.Skip(1)), pair => Assert.True((pair.Second - pair.First).min().ToSingle() >= 0));
                Assert.Equal(1, masks[^1].min().ToSingle());
            },
            iter: 50,
            threads: 1);

    [Fact]
    public void Top_neurons_come_most_important_first_and_of_equals_the_lower_index_first()
    {
        var ranking = new NeuronImportanceRanking([0f, 3, 1, 1, -0f, 2, 1, 1], Manifest(4, 2));

        Assert.Equal([1, 3, 0, 2], ranking.TopNeurons(0, 4));
        Assert.Equal([0, 2], ranking.TopNeurons(1, 2));
        Assert.Equal(3, ranking[0, 1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void K_is_between_one_and_the_number_of_neurons(int k)
    {
        var ranking = new NeuronImportanceRanking(new float[8], Manifest(4, 2));

        Assert.Throws<ArgumentOutOfRangeException>(() => ranking.TopNeurons(0, k));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranking.Mask(k, CPU));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranking.TopNeurons(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ranking[4, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ranking[0, -1]);
    }

    [Fact]
    public void Scores_that_do_not_fill_the_shape_or_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new NeuronImportanceRanking(new float[7], Manifest(4, 2)));
        Assert.Throws<ArgumentException>(() => new NeuronImportanceRanking([1f, float.NaN], Manifest(1, 2)));
        Assert.Throws<ArgumentException>(() => new NeuronImportanceRanking([1f, float.NegativeInfinity], Manifest(1, 2)));
    }

    private static Gen<NeuronImportanceRanking> Rankings { get; } =
        Gen.Select(Gen.Int[1, 12], Gen.Int[2, 5]).SelectMany((neurons, classes) =>
            Gen.Int[-3, 3].Select(score => score / 2f).Array[neurons * classes]
                .Select(scores => new NeuronImportanceRanking(scores, Manifest(neurons, classes))));

    private static RankingManifest Manifest(int neurons, int classes) => new("lo-ir", "layer4", neurons, classes, "", "", 0);
}
