using System.Diagnostics.CodeAnalysis;
using IgMlNet.Interop;
using IgMlNet.Robustness.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Scoring;

/// <summary>The column with the pixels, and what it has to be; messages are worded as ML.NET words its own.</summary>
[SuppressMessage("Usage", "CA2208", Justification = "Every caller's parameter is called so.")]
internal static class FeatureColumn
{
    /// <exception cref="ArgumentOutOfRangeException">It is missing or is no image of the shape.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var column = schema.GetColumnOrNull(name) ?? throw NotFound("Feature", name);
        if (MLImages.IsImage(column.Type))
            return RequireSize(column, shape);
        if (column.Type is not VectorDataViewType type || type.ItemType != NumberDataViewType.Single || type.Size != shape.Size)
            throw Mismatch("feature", name, $"Vector<Single, {shape.Channels}, {shape.Height}, {shape.Width}>", column.Type.ToString()!);
        if (type.Dimensions is [var channels, var height, var width]
            && (channels, height, width) != (shape.Channels, shape.Height, shape.Width))
        {
            throw Mismatch(
                "feature",
                name,
                $"Vector<Single, {shape.Channels}, {shape.Height}, {shape.Width}>, planar as ExtractPixels gives it by default",
                type.ToString());
        }

        return column;
    }

    /// <exception cref="ArgumentOutOfRangeException">It is missing, or neither a vector of numbers nor an image.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        var column = Find(schema, "Feature", name);
        if (column.Kind == SchemaShape.Column.VectorKind.Scalar && MLImages.IsImage(column.ItemType))
            return;
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.ItemType != NumberDataViewType.Single)
            throw Mismatch("feature", name, "Vector<Single> or Image", Describe(column));
    }

    private static DataViewSchema.Column RequireSize(DataViewSchema.Column column, ImageShape shape)
    {
        if (shape.Channels is not (1 or 3))
            throw Mismatch("feature", column.Name, $"a vector of {shape.Channels} planes", column.Type.ToString()!);
        return MLImages.SizeOf(column.Type) is { } size && size != (shape.Width, shape.Height)
            ? throw Mismatch("feature", column.Name, $"Image<{shape.Height}, {shape.Width}>", column.Type.ToString()!)
            : column;
    }

    /// <summary>The label column, a key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or no key.</exception>
    public static SchemaShape.Column FindLabel(SchemaShape schema, string name)
    {
        var column = Find(schema, "Label", name);
        return column is { Kind: SchemaShape.Column.VectorKind.Scalar, IsKey: true } && column.ItemType == NumberDataViewType.UInt32
            ? column
            : throw Mismatch("label", name, "Key<UInt32>", Describe(column));
    }

    private static SchemaShape.Column Find(SchemaShape schema, string role, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        foreach (var column in schema)
        {
            if (string.Equals(column.Name, name, StringComparison.Ordinal))
                return column;
        }

        throw NotFound(role, name);
    }

    private static string Describe(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind == SchemaShape.Column.VectorKind.Scalar ? item : $"{column.Kind}<{item}>";
    }

    private static ArgumentOutOfRangeException NotFound(string role, string name) =>
        new("inputSchema", $"{role} column '{name}' not found");

    private static ArgumentOutOfRangeException Mismatch(string role, string name, string expected, string actual) =>
        new("inputSchema", FormattableString.Invariant($"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}"));
}
