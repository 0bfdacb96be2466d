using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet.Interop;

/// <summary>What ML.NET keeps to its own assemblies and a component cannot do without; saving and loading are in Persistence.</summary>
internal static class MlNetInternals
{
    public static SchemaShape.Column ShapeColumn(
        string name,
        SchemaShape.Column.VectorKind kind,
        DataViewType itemType,
        bool isKey = false,
        SchemaShape? annotations = null) => new(name, kind, itemType, isKey, annotations!);

    public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

    public static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog) =>
        CatalogUtils.GetEnvironment(catalog);

    public static IHostEnvironment EnvironmentOf(TransformsCatalog catalog) => CatalogUtils.GetEnvironment(catalog);

    public static IHostEnvironment EnvironmentOf(TrainCatalogBase catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <summary>The device that an application chose for its whole context.</summary>
    public static (int? GpuDeviceId, bool FallbackToCpu) DeviceOf(IHostEnvironment environment) =>
        environment is IHostEnvironmentInternal known ? (known.GpuDeviceId, known.FallbackToCpu) : default;

    /// <summary>Throws where ML.NET itself stops what runs in an environment, as AutoML does when its time is up.</summary>
    public static void ThrowIfCanceled(IHostEnvironment environment)
    {
        if (environment is ICancelable { IsCanceled: true })
            throw new OperationCanceledException("ML.NET stopped the operation.");
    }
}
