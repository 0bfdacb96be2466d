using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Tests;
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

        using var noisier = Samples.Fit(_ml, Samples.Options(7, Noise) with { Seed = new(1) });
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
    public void Shuffling_filtering_taking_previewing_and_caching_keep_rows_and_scores_together()
    {
        using var scorer = Samples.Fit(_ml, Samples.Options(smoothing: Noise));
        var data = _ml.Data.LoadFromEnumerable(Samples.Test(40));
        var output = scorer.Transform(data);
        var expected = Samples.Scores(_ml, output).ToDictionary(row => row.Id, row => row.Score);
        Check(40, _ml.Data.ShuffleRows(output, seed: 5));
        Check(40, scorer.Transform(_ml.Data.ShuffleRows(data, seed: 5)));
        Check(20, scorer.Transform(_ml.Data.FilterByCustomPredicate<FashionRow>(data, row => row.Id % 2 == 0)));
        Check(0, scorer.Transform(_ml.Data.FilterByCustomPredicate<FashionRow>(data, _ => true)));
        Check(5, _ml.Data.TakeRows(output, 5));
        Check(40, _ml.Data.Cache(output));
        Assert.Equal(10, output.Preview(10).RowView.Length);
        Assert.Equal(40, output.GetRowCount());
        Assert.Single(output.GetRowCursorSet(output.Schema, 4));

        var cached = scorer.Transform(_ml.Data.Cache(data));
        Assert.True(cached.CanShuffle);
        using var cursor = cached.GetRowCursor([cached.Schema["Id"], cached.Schema["Score"]], new Random(3));
        var getRowId = cursor.GetIdGetter();
        var rowIds = new HashSet<DataViewRowId>();
        DataViewRowId rowId = default;
        while (cursor.MoveNext())
        {
            getRowId(ref rowId);
            Assert.True(rowIds.Add(rowId));
        }

        Assert.Equal(40, rowIds.Count);

        void Check(int count, IDataView view)
        {
            var rows = Samples.Scores(_ml, view);
            Assert.Equal(count, rows.Select(row => row.Id).Distinct().Count());
            Assert.All(rows, row => Samples.AssertSame(expected[row.Id], row.Score));
        }
    }

    [Fact]
    public void Text_and_binary_files_hold_the_scores()
    {
        using var scorer = Samples.Fit(_ml);
        var output = _ml.Transforms.SelectColumns("Id", "Score", "PredictedLabel").Fit(
            scorer.Transform(_ml.Data.LoadFromEnumerable(Samples.Test(20)))).Transform(
            scorer.Transform(_ml.Data.LoadFromEnumerable(Samples.Test(20))));
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
                _ml.Data.SaveAsBinary(output, file);
            Samples.AssertSame(Samples.Scores(_ml, output), Samples.Scores(_ml, _ml.Data.LoadFromBinary(path)));
        }
        finally
        {
            File.Delete(path);
        }

        using var text = new MemoryStream();
        _ml.Data.SaveAsText(output, text, headerRow: false, schema: false);
        Assert.Equal(20, System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
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
    public void Threads_share_one_model()
    {
        using var scorer = Samples.Fit(_ml, Samples.Options(smoothing: Noise));
        var rows = Samples.Test(30);
        var expected = Samples.Scores(_ml, scorer.Transform(_ml.Data.LoadFromEnumerable(rows)));
        Parallel.For(0, 6, i =>
        {
            var ml = new MLContext();
            if (i % 2 == 0)
            {
                Samples.AssertSame(expected, Samples.Scores(ml, scorer.Transform(ml.Data.LoadFromEnumerable(rows))));
                return;
            }

            using var engine = ml.Model.CreatePredictionEngine<FashionRow, FashionScore>(
                scorer, new PredictionEngineOptions { OwnsTransformer = false });
            Samples.AssertSame(expected, [.. rows.Select(row => engine.Predict(row))]);
        });
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
    public void No_tensor_is_left_by_predictions()
    {
        using var scorer = Samples.Fit(_ml, Samples.Options(smoothing: Noise));
        using var engine = _ml.Model.CreatePredictionEngine<FashionRow, FashionScore>(
            scorer, new PredictionEngineOptions { OwnsTransformer = false });
        var row = Samples.Test(1)[0];
        engine.Predict(row);
        TensorLeaks.AssertNone(() =>
        {
            for (var i = 0; i < 200; i++)
                engine.Predict(row);
        });
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
