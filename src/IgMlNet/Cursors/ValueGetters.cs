using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>ML.NET's getters of values that lie in arrays, a row after another.</summary>
internal static class ValueGetters
{
    /// <summary>A getter of one value for each row.</summary>
    public static ValueGetter<T> Scalar<T>(T[] values, Func<int> row) => (ref T value) => value = values[row()];

    /// <summary>A getter of a vector for each row.</summary>
    public static ValueGetter<VBuffer<float>> Vector(float[] values, int length, Func<int> row) => (ref VBuffer<float> target) =>
    {
        var source = values.AsSpan(row() * length, length);
        var editor = VBufferEditor.Create(ref target, length);
        source.CopyTo(editor.Values);
        target = editor.Commit();
    };

    /// <summary>A getter as the type that a reader asks for.</summary>
    public static ValueGetter<T> Typed<T>(Delegate getter, DataViewSchema.Column column) => getter as ValueGetter<T>
        ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter: '{typeof(T)}' for column '{column.Name}' of type {column.Type}.");

    /// <summary>What a reader is told that asks for a column it did not name before.</summary>
    public static InvalidOperationException Inactive(DataViewSchema.Column column) => new($"Column '{column.Name}' is not active.");
}
