using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.ImageLoading;

/// <summary>The column with paths or bytes; messages are worded as ML.NET words its own.</summary>
[SuppressMessage("Usage", "CA2208", Justification = "Every caller's parameter is called so.")]
internal static class ImageSourceColumn
{
    /// <exception cref="ArgumentOutOfRangeException">It is missing, or neither text nor a vector of bytes.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var column = schema.GetColumnOrNull(name) ?? throw NotFound(name);
        var isSource = column.Type is TextDataViewType
            || (column.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Byte);
        return isSource ? column : throw Mismatch(name, column.Type.ToString()!);
    }

    /// <exception cref="ArgumentOutOfRangeException">It is missing, or neither text nor a vector of bytes.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        foreach (var column in schema)
        {
            if (!string.Equals(column.Name, name, StringComparison.Ordinal))
                continue;
            var isScalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
            if (isScalar ? column.ItemType == TextDataViewType.Instance : column.ItemType == NumberDataViewType.Byte)
                return;
            throw Mismatch(name, isScalar ? column.ItemType.ToString()! : $"{column.Kind}<{column.ItemType}>");
        }

        throw NotFound(name);
    }

    private static ArgumentOutOfRangeException NotFound(string name) => new("inputSchema", $"Image column '{name}' not found");

    private static ArgumentOutOfRangeException Mismatch(string name, string actual) => new(
        "inputSchema",
        $"Schema mismatch for image column '{name}': expected String (paths) or Vector<Byte> (files' bytes), got {actual}");
}
