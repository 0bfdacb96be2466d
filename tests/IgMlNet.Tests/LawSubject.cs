using Microsoft.ML;

namespace IgMlNet.Tests;

/// <summary>How the laws make an estimator, and what they read of its output.</summary>
internal abstract class LawSubject
{
    /// <summary>The columns that it adds, as rows of numbers are made of them.</summary>
    public required string[] Columns { get; init; }

    /// <summary>Makes it, to work on so many rows at a time.</summary>
    public required Func<MLContext, int, IEstimator<ITransformer>> Make { get; init; }

    /// <summary>How many batches a transformer has computed so far.</summary>
    public required Func<ITransformer, long> Batches { get; init; }

    /// <summary>Rows to fit on.</summary>
    public abstract IDataView Probe(MLContext ml);

    /// <summary>Rows to transform.</summary>
    public abstract IDataView Rows(MLContext ml, int count);

    /// <summary>What a view holds for each row, by the row's number.</summary>
    public abstract IReadOnlyList<(int Id, float[] Values)> Read(MLContext ml, IDataView view);

    /// <summary>The same through a prediction engine.</summary>
    public abstract IReadOnlyList<(int Id, float[] Values)> Predict(MLContext ml, ITransformer transformer, int count, int times = 1);

    /// <summary>The rows with an odd number.</summary>
    public abstract IDataView OddRows(MLContext ml, IDataView view);
}

/// <summary>A subject whose rows are images of Fashion-MNIST with text labels.</summary>
internal sealed class LawSubject<TOutput> : LawSubject
    where TOutput : class, new()
{
    /// <summary>The row's number and the numbers in the columns.</summary>
    public required Func<TOutput, (int Id, float[] Values)> Flatten { get; init; }

    public override IDataView Probe(MLContext ml) => Samples.WithKeys(ml, ml.Data.LoadFromEnumerable(Samples.Probe(100)));

    public override IDataView Rows(MLContext ml, int count) => Samples.WithKeys(ml, ml.Data.LoadFromEnumerable(Samples.Test(count)));

    public override IReadOnlyList<(int Id, float[] Values)> Read(MLContext ml, IDataView view) =>
        [.. ml.Data.CreateEnumerable<TOutput>(view, reuseRowObject: false).Select(Flatten)];

    public override IReadOnlyList<(int Id, float[] Values)> Predict(MLContext ml, ITransformer transformer, int count, int times = 1)
    {
        var all = new List<(int Id, float[] Values)>();
        using var engine = ml.Model.CreatePredictionEngine<FashionRow, TOutput>(
            transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var rows = Samples.Test(count);
        for (var time = 0; time < times; time++)
            all = [.. rows.Select(row => Flatten(engine.Predict(row)))];
        return all;
    }

    public override IDataView OddRows(MLContext ml, IDataView view) =>
        ml.Data.FilterByCustomPredicate<TOutput>(view, row => Flatten(row).Id % 2 == 0);
}
