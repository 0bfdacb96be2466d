using IgMlNet.ImageLoading;
using IgMlNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet;

/// <summary>
/// Reads image files, or bytes of such, to vectors of pixels in one step: decoding, preprocessing, scaling. It needs none of ML.NET's
/// image transforms, and no particular version of SkiaSharp. There is nothing to fit.
/// </summary>
/// <remarks>Output: see <see cref="ImagePixelLoadingTransformer"/>.</remarks>
public sealed class ImagePixelLoadingEstimator : IEstimator<ImagePixelLoadingTransformer>
{
    private readonly IHost _host;
    private readonly ImageLoadingSettings _settings;

    internal ImagePixelLoadingEstimator(IHostEnvironment environment, ImagePixelLoadingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _host = environment.Register(nameof(ImagePixelLoadingEstimator));
        _settings = ImageLoadingSettings.FromOptions(options);
    }

    /// <summary>Looks at the input's schema alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or neither text nor a vector of bytes.</exception>
    public ImagePixelLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageSourceColumn.Find(input.Schema, _settings.InputColumnName);
        return new ImagePixelLoadingTransformer(_host, _settings);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or neither text nor a vector of bytes.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageSourceColumn.Check(inputSchema, _settings.InputColumnName);
        var columns = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        columns[_settings.OutputColumnName] = MlNetInternals.ShapeColumn(
            _settings.OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single);
        return new SchemaShape(columns.Values);
    }
}
