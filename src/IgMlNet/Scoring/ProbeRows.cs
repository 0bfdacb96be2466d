using IgMlNet.Interop;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet.Scoring;

/// <summary>Reads the labelled rows that neurons are ranked on.</summary>
internal static class ProbeRows
{
    /// <summary>The rows whose label is not missing, as images; pixels are rounded to the nearest of 256 levels.</summary>
    /// <param name="host">Seen at every row, whether it is stopped.</param>
    /// <param name="input">The rows.</param>
    /// <param name="label">Their key column.</param>
    /// <param name="features">Their pixels.</param>
    /// <param name="shape">The images' shape.</param>
    /// <param name="options">The scale of the pixels, and what stops the reading.</param>
    /// <param name="classOfKey">The class of every key, from 0.</param>
    /// <param name="classNames">The names of the classes, for messages.</param>
    /// <exception cref="InvalidOperationException">A pixel is not finite or outside its scale.</exception>
    public static LabeledImages Read(
        IHostEnvironment host,
        IDataView input,
        DataViewSchema.Column label,
        DataViewSchema.Column features,
        ImageShape shape,
        DefenseTrainerOptions options,
        int[] classOfKey,
        IReadOnlyList<string> classNames)
    {
        var labels = new List<int>();
        var images = new List<ReadOnlyMemory<byte>>();
        var unit = new float[shape.Size];
        VBuffer<float> pixels = default;
        uint key = 0;
        using var cursor = input.GetRowCursor([label, features]);
        var getKey = cursor.GetGetter<uint>(label);
        var getPixels = cursor.GetGetter<VBuffer<float>>(features);
        while (cursor.MoveNext())
        {
            MlNetInternals.ThrowIfCanceled(host);
            options.CancellationToken.ThrowIfCancellationRequested();
            getKey(ref key);
            if (key == 0)
                continue;
            getPixels(ref pixels);
            Cursors.OutputColumns.CopyPixels(pixels, unit);
            Pixels.ToUnit(unit, options.PixelRange, unit);
            images.Add(Pixels.ToBytes(unit, options.PixelRange));
            labels.Add(classOfKey[key - 1]);
        }

        return new LabeledImages("probe rows", "probe", shape, classNames, labels, images);
    }
}
