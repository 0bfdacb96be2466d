using Microsoft.ML;

namespace IgMlNet.Interop;

/// <summary>Finds stages of a model, through chains within chains.</summary>
internal static class Stages
{
    /// <summary>All stages of a type, in the order of the pipeline.</summary>
    public static IReadOnlyList<T> Find<T>(ITransformer model)
        where T : class, ITransformer => [.. All(model).OfType<T>()];

    /// <summary>The one stage of a type, and rows as they reach it.</summary>
    /// <exception cref="ArgumentException">The model has no such stage, or several.</exception>
    public static (T Stage, IDataView Input) Reach<T>(ITransformer model, IDataView data, string parameter)
        where T : class, ITransformer
    {
        var stages = All(model).ToList();
        var at = stages.FindIndex(stage => stage is T);
        if (at < 0 || stages.FindLastIndex(stage => stage is T) != at)
        {
            throw new ArgumentException(
                $"The model has {(at < 0 ? "no" : "more than one")} stage of type {typeof(T).Name}. Give a model with one, or the stage itself.",
                parameter);
        }

        return ((T)stages[at], stages.Take(at).Aggregate(data, (rows, stage) => stage.Transform(rows)));
    }

    private static IEnumerable<ITransformer> All(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(All) : [model];
}
