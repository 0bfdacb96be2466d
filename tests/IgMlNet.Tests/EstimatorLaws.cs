using System.Globalization;
using System.Text;
using IgMlNet.Interop;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Tests;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Tests;

/// <summary>
/// What every estimator of the package and its transformer keep, wherever ML.NET's users put them. A new estimator is found by
/// itself; add to <see cref="Subjects"/> how it is made.
/// </summary>
public sealed class EstimatorLaws
{
    private const int Count = 20;

    private static readonly Smoothing Noise = Smoothing.For(0.2);

    private static readonly Dictionary<Type, LawSubject> Subjects = new()
    {
        [typeof(InterpretabilityGuidedDefenseTrainer)] = Scorer(
            (ml, batch) => ml.MulticlassClassification.Trainers.InterpretabilityGuidedDefense(Samples.Options(batch, Noise))),
        [typeof(DefendedClassifierEstimator)] = Scorer(
            (ml, batch) => ml.Transforms.ApplyDefendedClassifier(new DefendedClassifierOptions
            {
                BaseModel = Samples.TinyModel,
                BatchSize = batch,
                Ranking = Samples.Ranking(ml),
                Defense = Samples.Options(smoothing: Noise).Defense,
            })),
        [typeof(NeuronRankingEstimator)] = new LawSubject<FashionRow, TopActivations>
        {
            Inputs = Samples.Test,
            Probes = () => Samples.Probe(100),
            Prepare = Samples.WithKeys,
            Make = (ml, batch) => ml.Transforms.RankNeurons(Samples.RankingOptions(batch)),
            Batches = transformer => ((NeuronRankingTransformer)transformer).Scorer.Batches,
            Columns = ["TopActivations", "TopActivationShare"],
            Flatten = row => (row.Id, [.. row.Values, row.TopActivationShare]),
        },
        [typeof(ImagePixelLoadingEstimator)] = new LawSubject<PictureRow, PictureFeatures>
        {
            Inputs = Samples.Pictures,
            Probes = () => Samples.Pictures(1),
            Make = (ml, batch) => ml.Transforms.LoadImagePixels(new ImagePixelLoadingOptions
            {
                InputColumnName = "Picture",
                ImageWidth = 6,
                ImageHeight = 4,
                LookAhead = batch,
            }),
            Columns = ["Features"],
            Flatten = row => (row.Id, row.Features),
        },
    };

    private readonly MLContext _ml = new(seed: 1);

    /// <summary>All estimators of the package, by name.</summary>
    public static TheoryData<string> All => [.. Estimators().Select(type => type.Name)];

    [Fact]
    public void Every_estimator_and_every_transformer_is_held_to_the_laws()
    {
        Assert.NotEmpty(Estimators());
        Assert.All(Estimators(), type => Assert.True(
            Subjects.ContainsKey(type),
            $"The laws cannot make a {type.Name}: say in {nameof(EstimatorLaws)}.{nameof(Subjects)} how it is made, which columns it adds, " +
            "and how they are read."));
        var made = Estimators().Select(type => type.GetMethod("Fit")!.ReturnType).ToHashSet();
        var transformers = Public().Where(type => typeof(ITransformer).IsAssignableFrom(type));
        Assert.All(transformers, type => Assert.True(made.Contains(type), $"No estimator of the package makes a {type.Name}."));
    }

    [Theory, MemberData(nameof(All))]
    public void The_promised_shape_is_the_delivered_schema(string name)
    {
        var subject = Subject(name);
        var probe = subject.Probe(_ml);
        var estimator = subject.Make(_ml, 7);
        var promised = estimator.GetOutputSchema(MlNetInternals.ShapeOf(probe.Schema));
        using var owner = Fit(subject, 7, out var transformer);
        Assert.Equal(Describe(MlNetInternals.ShapeOf(transformer.Transform(probe).Schema)), Describe(promised));
        Assert.Equal(
            Describe(MlNetInternals.ShapeOf(transformer.GetOutputSchema(probe.Schema))), Describe(promised));
    }

    [Theory, MemberData(nameof(All))]
    public void It_works_in_a_chain_behind_a_cache(string name)
    {
        var subject = Subject(name);
        var expected = Expected(subject);
        var chain = new EstimatorChain<ITransformer>().Append(_ml.Transforms.CopyColumns("Copy", "Id"))
            .AppendCacheCheckpoint(_ml).Append(subject.Make(_ml, 7)).Append(_ml.Transforms.DropColumns("Copy"));
        var model = chain.Fit(subject.Probe(_ml));
        AssertSame(expected, subject.Read(_ml, model.Transform(subject.Rows(_ml, Count))));
        model.Dispose();
    }

    [Theory, MemberData(nameof(All))]
    public void Shuffling_filtering_taking_previewing_and_caching_keep_rows_and_values_together(string name)
    {
        var subject = Subject(name);
        var expected = Expected(subject).ToDictionary(row => row.Id, row => row.Values);
        using var owner = Fit(subject, 7, out var transformer);
        var rows = subject.Rows(_ml, Count);
        var output = transformer.Transform(rows);
        Check(Count, _ml.Data.ShuffleRows(output, seed: 5));
        Check(Count, transformer.Transform(_ml.Data.ShuffleRows(_ml.Data.Cache(rows), seed: 5)));
        Check(Count / 2, subject.OddRows(_ml, output));
        Check(3, _ml.Data.TakeRows(output, 3));
        Check(Count - 3, _ml.Data.SkipRows(output, 3));
        Check(Count, _ml.Data.Cache(output));
        Assert.Equal(10, output.Preview(10).RowView.Length);
        Assert.Equal(output.Schema.Count, output.Preview(10).ColumnView.Length);
        Assert.Equal(rows.GetRowCount(), output.GetRowCount());
        Assert.Single(output.GetRowCursorSet(output.Schema, 4));
        Assert.Equal(Count, RowIds(transformer.Transform(_ml.Data.Cache(rows))).Distinct().Count());

        void Check(int count, IDataView view)
        {
            var read = subject.Read(_ml, view);
            Assert.Equal(count, read.Select(row => row.Id).Distinct().Count());
            Assert.Equal(count, read.Count);
            Assert.All(read, row => Samples.AssertSame(expected[row.Id], row.Values));
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Text_and_binary_files_hold_the_values(string name)
    {
        var subject = Subject(name);
        var expected = Expected(subject);
        using var owner = Fit(subject, 7, out var transformer);
        var output = transformer.Transform(subject.Rows(_ml, Count));
        var selected = _ml.Transforms.SelectColumns(["Id", .. subject.Columns]).Fit(output).Transform(output);
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
                _ml.Data.SaveAsBinary(selected, file);
            AssertSame(expected, subject.Read(_ml, _ml.Data.LoadFromBinary(path)));
        }
        finally
        {
            File.Delete(path);
        }

        using var text = new MemoryStream();
        _ml.Data.SaveAsText(selected, text, headerRow: false, schema: false, forceDense: true);
        var lines = Encoding.UTF8.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Count, lines.Length);

        // Keys are written from 0.
        var first = subject.Columns.SelectMany(column => selected.Schema[column].Type switch
        {
            KeyDataViewType => [1],
            VectorDataViewType vector => new int[vector.Size],
            _ => [0],
        }).ToList();
        foreach (var (line, row) in lines.Zip(expected))
        {
            var numbers = line.Trim().Split('\t').Select(field => float.Parse(field, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(row.Id, (int)numbers[0]);
            Samples.AssertSame(row.Values, [.. numbers.Skip(1).Zip(first, (number, from) => number + from)]);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void A_prediction_engine_predicts_as_Transform_does(string name)
    {
        var subject = Subject(name);
        using var owner = Fit(subject, 7, out var transformer);
        AssertSame(Expected(subject), subject.Predict(_ml, transformer, Count));
    }

    [Theory, MemberData(nameof(All))]
    public void Batches_of_any_size_and_no_rows_at_all_are_the_same_to_it(string name)
    {
        var subject = Subject(name);
        var expected = Expected(subject);
        foreach (var batch in new[] { 1, 7, 64 })
        {
            using var owner = Fit(subject, batch, out var transformer);
            var before = subject.Batches?.Invoke(transformer);
            AssertSame(expected, subject.Read(_ml, transformer.Transform(subject.Rows(_ml, Count))));
            if (subject.Batches is { } batches)
                Assert.Equal((Count + batch - 1) / batch, batches(transformer) - before);
            Assert.Empty(subject.Read(_ml, transformer.Transform(subject.Rows(_ml, 0))));
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Nothing_is_computed_where_none_of_its_columns_is_read(string name)
    {
        var subject = Subject(name);
        using var owner = Fit(subject, 7, out var transformer);
        var output = transformer.Transform(subject.Rows(_ml, Count));
        var before = subject.Batches?.Invoke(transformer);
        Assert.Equal(Count, output.GetColumn<int>("Id").Count());
        Assert.Equal(before, subject.Batches?.Invoke(transformer));
        using var cursor = output.GetRowCursor([output.Schema[subject.Columns[0]]]);
        Assert.False(cursor.IsColumnActive(output.Schema["Id"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(output.Schema["Id"]));
        Assert.Equal(-1, cursor.Position);
    }

    [Theory, MemberData(nameof(All))]
    public void Two_cursors_and_an_engine_work_at_once_on_threads(string name)
    {
        var subject = Subject(name);
        var expected = Expected(subject);
        using var owner = Fit(subject, 7, out var transformer);
        var output = transformer.Transform(subject.Rows(_ml, Count));
        Parallel.For(0, 6, i => AssertSame(
            expected, i % 3 == 2 ? subject.Predict(new MLContext(), transformer, Count) : subject.Read(_ml, output)));

        // In step, on one thread: neither cursor disturbs the other.
        var column = output.Schema[subject.Columns[^1]];
        using var one = output.GetRowCursor([column]);
        using var other = output.GetRowCursor([column]);
        for (var i = 0; i < Count; i++)
        {
            Assert.True(one.MoveNext() && other.MoveNext());
            Assert.Equal(one.Position, other.Position);
        }

        Assert.False(one.MoveNext() || other.MoveNext());
    }

    [Theory, MemberData(nameof(All))]
    public void What_is_saved_and_loaded_gives_the_same(string name)
    {
        var subject = Subject(name);
        var expected = Expected(subject);
        using var owner = Fit(subject, 7, out var transformer);
        var rows = subject.Rows(_ml, Count);
        using var file = new MemoryStream();
        _ml.Model.Save(transformer, rows.Schema, file);
        var other = new MLContext();
        var loaded = other.Model.Load(new MemoryStream(file.ToArray()), out var schema);
        using var loadedOwner = loaded as IDisposable;
        Assert.Equal(rows.Schema.Select(column => column.Name), schema.Select(column => column.Name));
        AssertSame(expected, subject.Read(other, loaded.Transform(rows)));
        Assert.Equal(
            Describe(MlNetInternals.ShapeOf(transformer.GetOutputSchema(rows.Schema))),
            Describe(MlNetInternals.ShapeOf(loaded.GetOutputSchema(rows.Schema))));
    }

    [Theory, MemberData(nameof(All))]
    public void A_thousand_predictions_leave_no_tensor(string name)
    {
        var subject = Subject(name);
        using var owner = Fit(subject, 7, out var transformer);
        subject.Predict(_ml, transformer, 1);
        TensorLeaks.AssertNone(() => subject.Predict(_ml, transformer, 1, times: 1000));
        TensorLeaks.AssertNone(() => subject.Read(_ml, transformer.Transform(subject.Rows(_ml, Count))));
    }

    [Theory, MemberData(nameof(All))]
    public void What_is_disposed_says_so_when_it_is_used(string name)
    {
        var subject = Subject(name);
        TensorLeaks.AssertNone(() => Fit(subject, 7, out _)?.Dispose());
        if (Fit(subject, 7, out var transformer) is not { } disposable)
            return;
        disposable.Dispose();
        disposable.Dispose();
        var wrong = Assert.ThrowsAny<Exception>(
            () => subject.Read(_ml, transformer.Transform(subject.Rows(_ml, 3))));
        Assert.IsType<ObjectDisposedException>(wrong.GetBaseException());
        Assert.IsType<ObjectDisposedException>(
            Assert.ThrowsAny<Exception>(() => _ml.Model.Save(transformer, null, new MemoryStream())).GetBaseException());
    }

    /// <summary>The rows' own numbers in a shuffled reading.</summary>
    private static List<DataViewRowId> RowIds(IDataView view)
    {
        Assert.True(view.CanShuffle);
        var ids = new List<DataViewRowId>();
        using var cursor = view.GetRowCursor(view.Schema, new Random(3));
        var get = cursor.GetIdGetter();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            get(ref id);
            ids.Add(id);
        }

        return ids;
    }

    private static LawSubject<FashionRow, FashionScore> Scorer(Func<MLContext, int, IEstimator<ITransformer>> make) => new()
    {
        Inputs = Samples.Test,
        Probes = () => Samples.Probe(100),
        Prepare = Samples.WithKeys,
        Make = make,
        Batches = transformer => ((DefendedClassifierTransformer)transformer).Scorer.Batches,
        Columns = ["PredictedLabel", "Score"],
        Flatten = row => (row.Id, [row.PredictedLabel, .. row.Score]),
    };

    private static IEnumerable<Type> Public() =>
        typeof(DefenseCatalog).Assembly.GetExportedTypes().Where(type => type is { IsAbstract: false, IsClass: true });

    private static IEnumerable<Type> Estimators() => Public().Where(type => type.GetInterfaces().Any(
        contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEstimator<>)));

    private static LawSubject Subject(string name) => Subjects.FirstOrDefault(pair => pair.Key.Name == name).Value
        ?? throw new InvalidOperationException($"The laws cannot make a {name}: say in {nameof(Subjects)} how.");

    private static void AssertSame(IReadOnlyList<(int Id, float[] Values)> expected, IReadOnlyList<(int Id, float[] Values)> actual)
    {
        Assert.Equal(expected.Select(row => row.Id), actual.Select(row => row.Id));
        foreach (var (one, other) in expected.Zip(actual))
            Samples.AssertSame(one.Values, other.Values);
    }

    private static IEnumerable<string> Describe(SchemaShape shape) => shape
        .Select(c => $"{c.Name}: {c.Kind} {c.ItemType} {c.IsKey} [{string.Join("; ", Describe(c.Annotations))}]")
        .Order(StringComparer.Ordinal);

    /// <summary>Fits; the result is what has to be disposed, if anything.</summary>
    private IDisposable? Fit(LawSubject subject, int batch, out ITransformer transformer)
    {
        transformer = subject.Make(_ml, batch).Fit(subject.Probe(_ml));
        return transformer as IDisposable;
    }

    private IReadOnlyList<(int Id, float[] Values)> Expected(LawSubject subject)
    {
        using var owner = Fit(subject, 7, out var transformer);
        var rows = subject.Read(_ml, transformer.Transform(subject.Rows(_ml, Count)));
        Assert.Equal(Count, rows.Count);
        Assert.True(rows.Select(row => string.Join(' ', row.Values)).Distinct().Count() > 1, "All rows have the same values.");
        return rows;
    }
}
