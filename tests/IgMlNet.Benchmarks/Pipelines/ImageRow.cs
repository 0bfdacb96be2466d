using IgMlNet.Robustness.Datasets;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Benchmarks.Pipelines;

/// <summary>A row of the pipelines that are timed: an image of CIFAR's size.</summary>
internal sealed class ImageRow
{
    [VectorType(3, 32, 32)]
    public float[] Features { get; set; } = [];

    public static IReadOnlyList<ImageRow> Of(LabeledImages images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => new ImageRow
        {
            Features = Array.ConvertAll(images.Pixels(i).ToArray(), pixel => pixel / 255f),
        })];

    /// <summary>Reads some columns of all rows, as an application that keeps nothing would; the sum of the scores.</summary>
    public static float ReadAll(IDataView view, string scores, string? keys)
    {
        var (score, key) = (view.Schema[scores], keys is null ? (DataViewSchema.Column?)null : view.Schema[keys]);
        using var cursor = view.GetRowCursor(key is { } column ? [score, column] : [score]);
        var getScore = cursor.GetGetter<VBuffer<float>>(score);
        var getKey = key is { } active ? cursor.GetGetter<uint>(active) : null;
        VBuffer<float> values = default;
        uint predicted = 0;
        var sum = 0f;
        while (cursor.MoveNext())
        {
            getScore(ref values);
            getKey?.Invoke(ref predicted);
            sum += values.GetValues()[0];
        }

        return sum;
    }
}

/// <summary>What comes out of the pipelines.</summary>
internal sealed class ImagePrediction
{
    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }
}
