using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>What cursor and row mapper share: where the output columns are, and how vectors pass.</summary>
internal static class OutputColumns
{
    /// <summary>Reads the values of the current row.</summary>
    public delegate ReadOnlySpan<float> Values();

    /// <summary>The predicted label is the first column behind the input's, the score the second.</summary>
    public static int PredictedLabelIndex(DataViewSchema input) => input.Count;

    public static ValueGetter<VBuffer<float>> VectorGetter(Values values) => (ref VBuffer<float> target) =>
    {
        var source = values();
        var editor = VBufferEditor.Create(ref target, source.Length);
        source.CopyTo(editor.Values);
        target = editor.Commit();
    };

    /// <exception cref="InvalidOperationException">The vector is not an image of the model's size.</exception>
    public static void CopyPixels(in VBuffer<float> features, Span<float> pixels)
    {
        if (features.Length != pixels.Length)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"A row has {features.Length} pixels where {pixels.Length} are needed."));
        }

        features.CopyTo(pixels);
    }
}
