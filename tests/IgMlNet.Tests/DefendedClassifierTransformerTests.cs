using IgMlNet.Robustness.Defenses;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Tests;

public sealed class DefendedClassifierTransformerTests
{
    private static readonly Smoothing Noise = Smoothing.For(0.2);
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void The_same_row_gets_the_same_scores_whatever_its_batch_and_position()
    {
        using var scorer = Samples.Fit(_ml, Samples.Options(batchSize: 1, smoothing: Noise));
        var rows = Samples.Test(40);
        var expected = Samples.Scores(_ml, scorer.Transform(_ml.Data.LoadFromEnumerable(rows)));
        foreach (var batchSize in new[] { 7, 64 })
        {
            using var other = Samples.Fit(_ml, Samples.Options(batchSize, Noise));
            Samples.AssertSame(expected, Samples.Scores(_ml, other.Transform(_ml.Data.LoadFromEnumerable(rows))));
            var reversed = Samples.Scores(_ml, other.Transform(_ml.Data.LoadFromEnumerable(rows.Reverse())));
            Samples.AssertSame(expected, [.. reversed.Reverse()]);
        }

        using var noisier = Samples.Fit(_ml, Samples.Options(7, Noise) with { Noise = ScoringNoise.FromSeed(new(1)) });
        var otherNoise = Samples.Scores(_ml, noisier.Transform(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains(expected.Zip(otherNoise), pair => pair.First.Score.Zip(pair.Second.Score).Any(s => Math.Abs(s.First - s.Second) > 1e-3));
    }

    [Fact]
    public void A_prediction_engine_predicts_as_Transform_does()
    {
        var model = Samples.Pipeline(_ml, Samples.Options(smoothing: Noise)).Fit(_ml.Data.LoadFromEnumerable(Samples.Probe(100)));
        var rows = Samples.Test(20);
        var expected = Samples.Scores(_ml, model.Transform(_ml.Data.LoadFromEnumerable(rows)));
        using var engine = _ml.Model.CreatePredictionEngine<FashionRow, FashionFull>(model);
        foreach (var (row, score) in rows.Zip(expected))
        {
            var predicted = engine.Predict(row);
            Samples.AssertSame(score.Score, predicted.Score);
            Assert.Equal(row.Id, predicted.Id);
            Assert.Contains(predicted.Predicted, Samples.ClassNames);
        }
    }

    [Fact]
    public void Columns_of_every_type_pass_by_unchanged()
    {
        var model = Samples.Pipeline(_ml).Fit(_ml.Data.LoadFromEnumerable(Samples.Probe(100)));
        var rows = Samples.Test(30);
        var passed = _ml.Data.CreateEnumerable<FashionFull>(
            model.Transform(_ml.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToList();
        Assert.Equal(rows.Count, passed.Count);
        foreach (var (row, full) in rows.Zip(passed))
        {
            Assert.Equal(
                (row.Id, row.Note, row.Flag, row.Taken.Ticks), (full.Id, full.Note, full.Flag, full.Taken.Ticks));
            Assert.Equal(row.Features, full.Features);
            Assert.Equal(row.Extra, full.Extra);
            Assert.Equal(1, full.Score.Sum(), 1e-5);
        }
    }

    [Fact]
    public void A_second_scorer_hides_the_firsts_columns_and_both_pass_by()
    {
        using var first = Samples.Fit(_ml);
        using var second = Samples.Fit(_ml, Samples.Options() with { ScoreOutput = ScoreOutput.Logits });
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(20));
        var both = second.Transform(first.Transform(rows));
        var scores = both.Schema.Where(column => column.Name == "Score").ToList();
        Assert.Equal([true, false], scores.Select(column => column.IsHidden));
        Assert.Equal([1u, 2u], scores.Select(SetId));
        using var cursor = both.GetRowCursor(both.Schema);
        var (hidden, visible) = (cursor.GetGetter<VBuffer<float>>(scores[0]), cursor.GetGetter<VBuffer<float>>(scores[1]));
        var (expectedHidden, expectedVisible) = (
            Samples.Scores(_ml, first.Transform(rows)), Samples.Scores(_ml, second.Transform(rows)));
        VBuffer<float> value = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            hidden(ref value);
            Samples.AssertSame(expectedHidden[row].Score, [.. value.DenseValues()]);
            visible(ref value);
            Samples.AssertSame(expectedVisible[row].Score, [.. value.DenseValues()]);
        }

        static uint SetId(DataViewSchema.Column column)
        {
            uint id = 0;
            column.Annotations.GetValue("ScoreColumnSetId", ref id);
            return id;
        }
    }

    [Fact]
    public void Rows_are_scored_batch_by_batch_and_only_where_a_score_is_read()
    {
        using var scorer = Samples.Fit(_ml);
        var output = scorer.Transform(_ml.Data.LoadFromEnumerable(Samples.Test(40)));
        Assert.Equal(40, output.GetColumn<int>("Id").Count());
        Assert.Equal(0, scorer.Scorer.Batches);
        Assert.Equal(40, output.GetColumn<float[]>("Score").Count());
        Assert.Equal(6, scorer.Scorer.Batches);
        using var cursor = output.GetRowCursor([output.Schema["Score"]]);
        Assert.False(cursor.IsColumnActive(output.Schema["Note"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(output.Schema["Note"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(output.Schema["Score"]));
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        cursor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
    }

    [Fact]
    public void A_row_that_is_not_finite_gets_equal_scores_no_label_and_is_counted()
    {
        using var scorer = Samples.Fit(_ml, Samples.Options(smoothing: Noise));
        var rows = Samples.Test(10);
        var expected = Samples.Scores(_ml, scorer.Transform(_ml.Data.LoadFromEnumerable(rows)));
        rows[2].Features[5] = float.NaN;
        rows[7].Features[9] = float.PositiveInfinity;
        var actual = Samples.Scores(_ml, scorer.Transform(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Equal(2, scorer.NonFiniteRowCount);
        for (var i = 0; i < rows.Count; i++)
        {
            var isFinite = i is not (2 or 7);
            Samples.AssertSame(isFinite ? expected[i].Score : [.. Enumerable.Repeat(0.1f, 10)], actual[i].Score);
            Assert.Equal(isFinite, actual[i].PredictedLabel > 0);
        }
    }

    [Fact]
    public void A_row_that_is_not_finite_is_counted_once_where_the_last_batch_is_not_full()
    {
        // Batches of 7: row 5 has no counterpart in the last batch of three rows.
        using var scorer = Samples.Fit(_ml);
        var rows = Samples.Test(10);
        rows[5].Features[0] = float.NaN;

        Samples.Scores(_ml, scorer.Transform(_ml.Data.LoadFromEnumerable(rows)));

        Assert.Equal(1, scorer.NonFiniteRowCount);
    }

    [Fact]
    public void Scores_stand_in_the_order_of_the_labels_keys_and_not_of_the_models_classes()
    {
        using var forward = Samples.Fit(_ml);
        using var backward = _ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(Samples.Options())
            .Fit(Samples.WithKeys(_ml, _ml.Data.LoadFromEnumerable(Samples.Probe(100).Reverse())));
        var rows = _ml.Data.LoadFromEnumerable(Samples.Test(20));

        var expected = Samples.Scores(_ml, forward.Transform(rows));
        var actual = Samples.Scores(_ml, backward.Transform(rows));

        for (var i = 0; i < expected.Count; i++)
        {
            Samples.AssertSame(expected[i].Score, [.. actual[i].Score.AsEnumerable().Reverse()]);
            Assert.Equal(11u - expected[i].PredictedLabel, actual[i].PredictedLabel);
        }

        Assert.True(expected[0].Score.Max() - expected[0].Score.Min() > 1e-3, "The scores do not tell the classes apart.");
    }

    [Fact]
    public void Disposal_reaches_the_model_through_chain_and_engine_and_leaves_what_is_the_applications()
    {
        var data = _ml.Data.LoadFromEnumerable(Samples.Test(3));
        using var lent = Samples.Fit(_ml);
        using (_ml.Model.CreatePredictionEngine<FashionRow, FashionScore>(
            lent, new PredictionEngineOptions { OwnsTransformer = false }))
        {
        }

        Assert.Equal(3, Samples.Scores(_ml, lent.Transform(data)).Count);
        using (_ml.Model.CreatePredictionEngine<FashionRow, FashionScore>(lent))
        {
        }

        var after = Assert.ThrowsAny<Exception>(() => Samples.Scores(_ml, lent.Transform(data)));
        Assert.IsType<ObjectDisposedException>(after.GetBaseException());
        using var chained = Samples.Fit(_ml);
        var chain = new TransformerChain<DefendedClassifierTransformer>(chained);
        chain.Dispose();
        Assert.ThrowsAny<Exception>(() => Samples.Scores(_ml, chained.Transform(data)));

        // The classifier was the application's: it goes on.
        using var again = Samples.Fit(_ml);
        Assert.Equal(3, Samples.Scores(_ml, again.Transform(data)).Count);
    }

    [Fact]
    public void An_interleaved_image_is_refused()
    {
        using var scorer = Samples.Fit(_ml);
        var definition = SchemaDefinition.Create(typeof(FashionRow));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 28, 28, 1);
        var data = _ml.Data.LoadFromEnumerable(Samples.Test(3), definition);
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Transform(data));
        Assert.Contains("Vector<Single, 1, 28, 28>", wrong.Message, StringComparison.Ordinal);
    }
}
