using Microsoft.ML;

namespace IgMlNet.Tests;

/// <summary>How the laws make an estimator, and what they read of its output.</summary>
internal abstract class LawSubject
{
    /// <summary>The columns that it adds, as rows of numbers are made of them.</summary>
    public required string[] Columns { get; init; }

    /// <summary>Makes it, to work on so many rows at a time.</summary>
    public required Func<MLContext, int, IEstimator<ITransformer>> Make { get; init; }

    /// <summary>How many batches a transformer has computed so far; null where it runs no model.</summary>
    public Func<ITransformer, long>? Batches { get; init; }

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

/// <summary>A subject with rows of one class and results of another.</summary>
internal sealed class LawSubject<TInput, TOutput> : LawSubject
    where TInput : class
    where TOutput : class, new()
{
    /// <summary>So many rows to transform.</summary>
    public required Func<int, IReadOnlyList<TInput>> Inputs { get; init; }

    /// <summary>Rows to fit on.</summary>
    public required Func<IReadOnlyList<TInput>> Probes { get; init; }

    /// <summary>What stands before it in a pipeline.</summary>
    public Func<MLContext, IDataView, IDataView> Prepare { get; init; } = (_, data) => data;

    /// <summary>The row's number and the numbers in the columns.</summary>
    public required Func<TOutput, (int Id, float[] Values)> Flatten { get; init; }

    public override IDataView Probe(MLContext ml) => Prepare(ml, ml.Data.LoadFromEnumerable(Probes()));

    public override IDataView Rows(MLContext ml, int count) => Prepare(ml, ml.Data.LoadFromEnumerable(Inputs(count)));

    public override IReadOnlyList<(int Id, float[] Values)> Read(MLContext ml, IDataView view) =>
        [.. ml.Data.CreateEnumerable<TOutput>(view, reuseRowObject: false).Select(Flatten)];

    public override IReadOnlyList<(int Id, float[] Values)> Predict(MLContext ml, ITransformer transformer, int count, int times = 1)
    {
        var all = new List<(int Id, float[] Values)>();
        using var engine = ml.Model.CreatePredictionEngine<TInput, TOutput>(
            transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var rows = Inputs(count);
        for (var time = 0; time < times; time++)
            all = [.. rows.Select(row => Flatten(engine.Predict(row)))];
        return all;
    }

    public override IDataView OddRows(MLContext ml, IDataView view) =>
        ml.Data.FilterByCustomPredicate<TOutput>(view, row => Flatten(row).Id % 2 == 0);
}
