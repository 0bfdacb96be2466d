using IgMlNet.Cursors;
using IgMlNet.ImageLoading;
using IgMlNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet;

/// <summary>
/// Adds a column Vector&lt;Single, C, H, W&gt; with the pixels of PNG or JPEG images: planar (all of red, then green, then blue, rows
/// from the top), in [0,1] or 0 … 255.
/// </summary>
/// <remarks>
/// <para>
/// <c>Transform</c> is lazy. Images are decoded on all processors, up to <c>LookAhead</c> rows ahead of the reader, in the order of
/// the rows; where nobody reads the pixels, no file is opened. Nothing goes on when a cursor is disposed of.
/// </para>
/// <para>
/// A file that is missing, damaged, no image, or of another size where sizes are kept throws an
/// <see cref="IO.InputException"/> when its row's pixels are read; it names the file, or the row where images come as bytes.
/// </para>
/// </remarks>
public sealed class ImagePixelLoadingTransformer : ITransformer
{
    private readonly IHostEnvironment _environment;

    internal ImagePixelLoadingTransformer(IHostEnvironment environment, ImageLoadingSettings settings)
    {
        _environment = environment;
        Settings = settings;
    }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal ImageLoadingSettings Settings { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or neither text nor a vector of bytes.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ImageSourceColumn.Find(inputSchema, Settings.InputColumnName);
        var (shape, schema) = (Settings.Shape, new DataViewSchema.Builder());
        schema.AddColumns(inputSchema);
        schema.AddColumn(
            Settings.OutputColumnName,
            new VectorDataViewType(NumberDataViewType.Single, shape.Channels, shape.Height, shape.Width));
        return schema.ToSchema();
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (source, schema) = (ImageSourceColumn.Find(input.Schema, Settings.InputColumnName), GetOutputSchema(input.Schema));
        return new ComputedDataView(
            input, schema, source, (cursor, isActive) => new DecodingCursor(_environment, Settings, cursor, schema, isActive, source));
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var source = ImageSourceColumn.Find(inputSchema, Settings.InputColumnName);
        return new ComputedRowMapper(
            inputSchema, GetOutputSchema(inputSchema), source, row => new DecodedRow(Settings, row, source).Getter);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ImagePixelLoader.Save(this, ctx);
}
