using IgMlNet.Cursors;
using IgMlNet.Interop;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace IgMlNet.Scoring;

/// <summary>Reads labelled rows as images: those that neurons are ranked on, and those that are attacked.</summary>
internal static class LabeledRows
{
    /// <summary>The rows as images; pixels are rounded to the nearest of 256 levels.</summary>
    /// <param name="host">Seen at every row, whether it is stopped.</param>
    /// <param name="input">The rows.</param>
    /// <param name="label">Their key column.</param>
    /// <param name="features">Their pixels.</param>
    /// <param name="shape">The images' shape.</param>
    /// <param name="range">The scale of the pixels.</param>
    /// <param name="classOfKey">The class of every key, from 0.</param>
    /// <param name="classNames">The names of the classes, for messages.</param>
    /// <param name="missing">What to do with rows whose label is missing.</param>
    /// <param name="cancellationToken">Seen at every row.</param>
    /// <exception cref="InvalidOperationException">A pixel is not finite or outside its scale, or a label is missing.</exception>
    public static LabeledImages Read(
        IHostEnvironment host,
        IDataView input,
        DataViewSchema.Column label,
        DataViewSchema.Column features,
        ImageShape shape,
        PixelRange range,
        int[] classOfKey,
        IReadOnlyList<string> classNames,
        MissingLabels missing,
        CancellationToken cancellationToken)
    {
        var labels = new List<int>();
        var images = new List<ReadOnlyMemory<byte>>();
        var unit = new float[shape.Size];
        uint key = 0;
        using var cursor = input.GetRowCursor([label, features]);
        var getKey = cursor.GetGetter<uint>(label);
        var pixels = FeatureReader.Create(cursor, features, shape, range);
        while (cursor.MoveNext())
        {
            MlNetInternals.ThrowIfCanceled(host);
            cancellationToken.ThrowIfCancellationRequested();
            getKey(ref key);
            if (key == 0)
            {
                if (missing == MissingLabels.Skip)
                    continue;
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The label of row {cursor.Position} is missing; every row given has to be evaluated. Filter such rows first."));
            }

            pixels.Read(unit);
            Pixels.ToUnit(unit, range, unit);
            images.Add(Pixels.ToBytes(unit, range));
            labels.Add(classOfKey[key - 1]);
        }

        return new LabeledImages("rows", "rows", shape, classNames, labels, images);
    }
}

/// <summary>What is done with rows whose label is missing.</summary>
internal enum MissingLabels
{
    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>They are an error.</summary>
    Refuse,
}
