using System.Globalization;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Leaderboards.References;

/// <summary>
/// Reads what RobustBench publishes of its models: its folder <c>model_info</c>, with a JSON file for every model in
/// <c>&lt;data set&gt;/&lt;norm&gt;/</c> (Croce et al., <i>RobustBench: a standardized adversarial robustness benchmark</i>, NeurIPS 2021
/// Datasets and Benchmarks). Numbers there are texts in percent, ε a fraction; robustness to common corruptions is left out.
/// </summary>
public static class RobustBenchModelInfo
{
    /// <summary>What the source is called.</summary>
    public const string Source = "RobustBench";

    private const string Remedy = "Name a copy of RobustBench's model_info";
    private const int MostFiles = 10_000;
    private const int LargestFile = 64 << 10;
    private const int LongestText = 200;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The results in a copy of the folder, by data set, norm and identifier.</summary>
    /// <param name="folder">The folder <c>model_info</c>.</param>
    /// <exception cref="InputException">There is no result in it, or one that is not as it should be.</exception>
    public static ReferenceList Read(string folder)
    {
        ExistingFolder.Require(folder, Remedy);
        List<(string Path, string Dataset, PerturbationNorm Norm)> files;
        try
        {
            files = [.. from dataset in Directory.EnumerateDirectories(folder)
                        from norm in (PerturbationNorm[])[PerturbationNorm.Linf, PerturbationNorm.L2]
                        let place = Path.Combine(dataset, norm.ToString())
                        where Directory.Exists(place)
                        from file in Directory.EnumerateFiles(place, "*.json")
                        orderby Path.GetFileName(dataset), norm, Path.GetFileName(file)
                        select (file, Path.GetFileName(dataset), norm)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(folder, "cannot be read as a folder", Remedy, innerException: e);
        }

        if (files.Count is 0 or > MostFiles)
        {
            throw new InputException(
                folder, files.Count == 0 ? "holds no <data set>/<Linf or L2>/*.json" : $"holds more than {MostFiles} files",
                Remedy);
        }

        return new ReferenceList
        {
            SchemaVersion = ReferenceList.CurrentSchemaVersion,
            Source = Source,
            Results = [.. files.Select(static file => Parse(RegularFile.ReadAllBytes(file.Path, LargestFile, Remedy), file.Dataset, file.Norm, file.Path))],
        };
    }

    /// <summary>Reads one model's file.</summary>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="dataset">The data set that its folder is named after.</param>
    /// <param name="norm">The norm that its folder is named after.</param>
    /// <param name="source">Its path; its name without extension is the model's identifier.</param>
    /// <exception cref="InputException">It is not as it should be.</exception>
    public static ReferenceResult Parse(ReadOnlyMemory<byte> utf8, string dataset, PerturbationNorm norm, string source)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException e)
        {
            throw new InputException(source, $"is not JSON: {e.Message.TrimEnd('.')}", innerException: e);
        }

        using (document)
        {
            return Parse(document.RootElement, dataset, norm, source);
        }
    }

    private static ReferenceResult Parse(JsonElement model, string dataset, PerturbationNorm norm, string source)
    {
        try
        {
            if (model.ValueKind != JsonValueKind.Object)
                throw new InputException(source, "is not a JSON object");
            return new ReferenceResult
            {
                Id = Shortened(Path.GetFileNameWithoutExtension(source)),
                Title = Shortened(Text(model, "name", source)),
                Venue = OptionalText(model, "venue", source) is { } venue ? Shortened(venue) : null,
                Architecture = Shortened(Text(model, "architecture", source)),
                Dataset = Shortened(dataset),
                ThreatModel = new ThreatModelInfo { Norm = norm, Epsilon = Epsilon(model, source) },
                Clean = Percentage(model, "clean_acc", source)!.Value,
                AutoAttack = Percentage(model, "autoattack_acc", source)!.Value,
                External = model.TryGetProperty("external", out _) ? Percentage(model, "external", source) : null,
                AdditionalData = Flag(model, "additional_data", source),
                IsUnreliable = Flag(model, "unreliable", source) ?? false,
            };
        }
        catch (InvalidOperationException e) when (e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            throw new InputException(source, "holds a text that is not Unicode", Remedy, innerException: e);
        }
    }

    private static string Shortened(string text) => VisibleText.Shortened(text, LongestText);

    private static string Text(JsonElement model, string member, string source) =>
        OptionalText(model, member, source) ?? throw new InputException(source, "is missing", place: $"$.{member}");

    private static string? OptionalText(JsonElement model, string member, string source)
    {
        if (!model.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String && VisibleText.Clean(value.GetString()!).Trim(' ').Length > 0
            ? value.GetString()
            : throw new InputException(source, "is not a text", place: $"$.{member}");
    }

    private static bool? Flag(JsonElement model, string member, string source) =>
        !model.TryGetProperty(member, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw new InputException(source, "is neither true nor false", place: $"$.{member}");

    private static double? Percentage(JsonElement model, string member, string source) =>
        Number(Text(model, member, source)) is { } percent and >= 0 and <= 100
            ? percent / 100
            : throw new InputException(source, "is not a percentage from 0 to 100", place: $"$.{member}");

    private static double Epsilon(JsonElement model, string source)
    {
        var parts = Text(model, "eps", source).Split('/');
        var epsilon = parts.Length switch
        {
            1 => Number(parts[0]),
            2 when Number(parts[1]) is > 0 and { } below => Number(parts[0]) / below,
            _ => null,
        };
        return epsilon is > 0 and <= 1000
            ? epsilon.Value
            : throw new InputException(source, "is neither a decimal nor a fraction as 8/255", place: "$.eps");
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;
}
