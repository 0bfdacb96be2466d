using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Tests.Ranking;

/// <summary>What holds for every method in <see cref="RankingMethod.All"/> on every layer.</summary>
public sealed class RankingLaws
{
    public static TheoryData<string> All => [.. RankingMethod.All.Select(method => method.Id)];

    [Fact]
    public void Every_kind_of_ranking_in_the_assembly_is_listed_under_an_identifier_of_its_own()
    {
        var types = typeof(RankingMethod).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(RankingMethod)) && !type.IsAbstract).ToHashSet();

        Assert.NotEmpty(types);
        Assert.Equal(types, RankingMethod.All.Select(method => method.GetType()).ToHashSet());
        Assert.Equal(RankingMethod.All.Count, RankingMethod.All.Select(method => method.Id).Distinct().Count());
        Assert.All(RankingMethod.All, method => Assert.Same(method, RankingMethod.Find(method.Id)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Scores_are_finite_bound_to_the_model_and_the_same_every_time(string id)
    {
        using var classifier = TinyModels.Classifier();
        foreach (var layer in classifier.NeuronLayers)
        {
            var one = Rank(id, classifier, layer);
            var again = Rank(id, classifier, layer);

            Assert.Equal(layer.NeuronCount * TinyModels.ClassCount, one.Scores.Length);
            Assert.All(one.Scores.ToArray(), score => Assert.True(float.IsFinite(score)));
            Assert.True(one.Scores.ToArray().Distinct().Count() > 1, "All scores are the same.");
            Assert.Equal(one.Scores.ToArray(), again.Scores.ToArray());
            Assert.Equal(one.Manifest, again.Manifest);
            Assert.Equal((id, layer.Name, layer.NeuronCount), (one.Manifest.Method, one.Manifest.Layer, one.NeuronCount));
            Assert.Equal(classifier.ContentHash, one.Manifest.ModelHash);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Progress_rises_to_one(string id)
    {
        using var classifier = TinyModels.Classifier();
        foreach (var layer in classifier.NeuronLayers)
        {
            var heard = new List<double>();

            Rank(id, classifier, layer, new Reports<double>(heard.Add));

            Assert.NotEmpty(heard);
            Assert.Equal(heard.Order(), heard);
            Assert.All(heard, share => Assert.InRange(share, 0, 1));
            Assert.Equal(1, heard[^1]);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Cancellation_is_honoured(string id)
    {
        using var classifier = TinyModels.Classifier();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => RankingSubjects.Find(id).Rank(
            classifier, classifier.PenultimateLayer, TinyModels.Images(8), new RankingOptions(), null, cancelled.Token));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_tensor_is_left(string id)
    {
        using var classifier = TinyModels.Classifier();
        var method = RankingSubjects.Find(id);
        foreach (var layer in classifier.NeuronLayers)
            TensorLeaks.AssertNone(() => Rank(method, classifier, layer));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_foreign_layer_or_foreign_probe_images_are_refused(string id)
    {
        using var classifier = TinyModels.Classifier();
        var foreign = new NeuronLayer("layer4", 1, 4, LayerForm.Maps);
        var probe = TinyModels.Images(8);
        var method = RankingSubjects.Find(id);
        var cancellation = TestContext.Current.CancellationToken;
        var otherClasses = new LabeledImages(
            "other", "probe", probe.Shape, ["a", "b"], [0, 1], [probe.Pixels(0).ToArray(), probe.Pixels(1).ToArray()]);

        Assert.Throws<ArgumentException>(() => method.Rank(classifier, foreign, probe, new RankingOptions(), null, cancellation));
        Assert.Throws<ArgumentException>(
            () => method.Rank(classifier, classifier.PenultimateLayer, otherClasses, new RankingOptions(), null, cancellation));
    }

    [Theory]
    [InlineData("lo-ir")]
    [InlineData("lo-ir-absolute")]
    public void A_class_without_probe_image_is_refused_by_name(string id)
    {
        using var classifier = TinyModels.Classifier();
        var probe = TinyModels.Images(8).Subset([0, 1, 2, 4, 5]);

        var refused = Assert.Throws<ArgumentException>(() => RankingMethod.Find(id).Rank(
            classifier, classifier.PenultimateLayer, probe, new RankingOptions(), null, TestContext.Current.CancellationToken));

        Assert.Contains("class 3", refused.Message, StringComparison.Ordinal);
    }

    private static NeuronImportanceRanking Rank(
        string id, Classifier classifier, NeuronLayer layer, IProgress<double>? progress = null) =>
        Rank(RankingSubjects.Find(id), classifier, layer, progress);

    private static NeuronImportanceRanking Rank(
        RankingMethod method, Classifier classifier, NeuronLayer layer, IProgress<double>? progress = null) =>
        method.Rank(
            classifier,
            layer,
            TinyModels.Images(11),
            new RankingOptions { BatchSize = 4 },
            progress,
            TestContext.Current.CancellationToken);
}
