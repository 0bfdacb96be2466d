using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>Manifests in JSON: camel case, nothing unknown, nothing twice, nothing missing.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ImageShapeConverter), typeof(DatasetSplitConverter)],
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(DatasetManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary>Splits in JSON: <c>train</c>, <c>probe</c>, <c>test</c>, never a number.</summary>
internal sealed class DatasetSplitConverter()
    : JsonStringEnumConverter<DatasetSplit>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
