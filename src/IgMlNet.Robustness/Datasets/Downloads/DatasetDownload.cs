using System.Text.Json;
using System.Text.Json.Serialization;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets.Downloads;

/// <summary>
/// A data set that is fetched from its publishers when a user asks for it: one JSON file each in <c>Datasets/Downloads</c>. Lengths
/// and hashes are those of the official files.
/// </summary>
public sealed record DatasetDownload
{
    private const string Folder = "Datasets/Downloads/";

    private static readonly Lazy<IReadOnlyList<DatasetDownload>> Known = new(() =>
        [.. typeof(DatasetDownload).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(Read)
            .OrderBy(download => download.Name, StringComparer.Ordinal)]);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<DatasetDownload> All => Known.Value;

    /// <summary>The name that commands take, e.g. <c>cifar10</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required string Title { get; init; }

    /// <summary>The publishers' page.</summary>
    public required Uri Page { get; init; }

    /// <summary>What stands in the way of an automatic download; null for nothing.</summary>
    public required string? Terms { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<DownloadFile> Files { get; init; }

    /// <summary>The names of the files that are taken from an archive; null where all that is usable is taken.</summary>
    public required IReadOnlyList<string>? Contents { get; init; }

    /// <summary>The download of a name; capitals do not matter.</summary>
    /// <exception cref="InputException">There is none; the message lists those there are.</exception>
    public static DatasetDownload Find(string name) => TryFind(name) ?? throw new InputException(
        $"data set '{name}'", "is none that can be fetched", $"Choose one of {string.Join(", ", All.Select(known => known.Name))}");

    /// <summary>The download of a name; null where there is none.</summary>
    public static DatasetDownload? TryFind(string name) =>
        All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static DatasetDownload Read(string name)
    {
        using var stream = typeof(DatasetDownload).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize(stream, DownloadJson.Default.DatasetDownload)!;
    }
}

/// <summary>Downloads in JSON: camel case, nothing unknown, nothing twice, nothing missing.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DatasetDownload))]
internal sealed partial class DownloadJson : JsonSerializerContext;
