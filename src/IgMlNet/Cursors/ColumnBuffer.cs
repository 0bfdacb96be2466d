using Microsoft.ML;

namespace IgMlNet.Cursors;

/// <summary>Copies of one pass-through column for the rows of a batch, made once per cursor; no reflection per row.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Copies the value of the row that the input is on.</summary>
    public abstract void Fill(int slot);

    /// <summary>A <c>ValueGetter</c> of the value in the current slot.</summary>
    public abstract Delegate CreateGetter(Func<int> slot);

    /// <summary>
    /// Whether values of a type can be kept while the input moves on: numbers, texts and vectors of them. Images and other objects
    /// belong to whoever asked for them.
    /// </summary>
    public static bool CanHold(Type type) => type.IsValueType;

    /// <summary>A buffer for a column of the input.</summary>
    public static ColumnBuffer Create(DataViewRow row, DataViewSchema.Column column, int capacity)
    {
        var type = column.Type.RawType;
        var buffer = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Microsoft.ML.Data.VBuffer<>)
            ? typeof(VectorColumnBuffer<>).MakeGenericType(type.GetGenericArguments())
            : typeof(ScalarColumnBuffer<>).MakeGenericType(type);
        return (ColumnBuffer)Activator.CreateInstance(buffer, row, column, capacity)!;
    }
}
