using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Tests.Experiments;

public sealed class RankingAgreementTests
{
    [Fact]
    public void Overlap_and_correlation_are_those_worked_out_by_hand()
    {
        // One class, five neurons: orders 0 1 2 3 4 and 1 0 4 2 3.
        var agreement = RankingAgreement.Measure(Ranking(1, 5, 4, 3, 2, 1), Ranking(1, 40, 50, 20, 10, 30));

        Assert.Equal([0, 1, 2.0 / 3, 3.0 / 4, 1], Enumerable.Range(1, 5).Select(k => agreement.TopOverlap(0, k)));

        // ρ = 1 − 6 Σd² / (n (n² − 1)) with d = 1, 1, 1, 1, 2.
        Assert.Equal(1 - (6.0 * 8 / (5 * 24)), agreement.RankCorrelation(0)!.Value, 1e-12);
    }

    [Fact]
    public void A_ranking_agrees_with_itself_and_opposes_its_reverse()
    {
        var (one, reverse) = (Ranking(2, 1, 2, 3, 4, 5, 6, 7, 8), Ranking(2, 8, 7, 6, 5, 4, 3, 2, 1));

        var same = RankingAgreement.Measure(one, one);
        var opposed = RankingAgreement.Measure(one, reverse);

        Assert.All(Enumerable.Range(1, 4), k => Assert.Equal(1, same.MeanTopOverlap(k)));
        Assert.Equal((1.0, -1.0), (same.RankCorrelation(1)!.Value, opposed.RankCorrelation(1)!.Value));
        Assert.Equal([0, 0, 2.0 / 3, 1], Enumerable.Range(1, 4).Select(opposed.MeanTopOverlap));
    }

    [Fact]
    public void Equal_scores_share_their_mean_rank()
    {
        // Ranks 0.5 0.5 2 3 and 0 1 2.5 2.5; Pearson's correlation of these.
        var agreement = RankingAgreement.Measure(Ranking(1, 9, 9, 5, 1), Ranking(1, 4, 3, 2, 2));

        Assert.Equal(4 / 4.5, agreement.RankCorrelation(0)!.Value, 1e-12);
    }

    [Fact]
    public void A_class_whose_neurons_all_score_alike_has_no_correlation() =>
        Assert.Null(RankingAgreement.Measure(Ranking(1, 1, 1, 1), Ranking(1, 3, 2, 1)).RankCorrelation(0));

    [Fact]
    public void Rankings_of_other_layers_or_models_are_refused()
    {
        var one = Ranking(1, 3, 2, 1);

        Assert.Throws<ArgumentException>(() => RankingAgreement.Measure(one, Ranking(1, 3, 2)));
        Assert.Throws<ArgumentException>(() => RankingAgreement.Measure(
            one, new NeuronImportanceRanking([3, 2, 1], one.Manifest with { Layer = "layer3" })));
        Assert.Throws<ArgumentException>(() => RankingAgreement.Measure(
            new NeuronImportanceRanking([3, 2, 1], one.Manifest with { ModelHash = "a" }),
            new NeuronImportanceRanking([3, 2, 1], one.Manifest with { ModelHash = "b" })));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingAgreement.Measure(one, one).TopOverlap(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingAgreement.Measure(one, one).RankCorrelation(1));
    }

    /// <summary>Scores [neurons, classes] in row-major order.</summary>
    private static NeuronImportanceRanking Ranking(int classes, params float[] scores) => new(
        scores, new RankingManifest("lo-ir", "layer4", scores.Length / classes, classes, "", "", 0));
}
