using System.Text.Json.Nodes;
using Json.Schema;

namespace IgMlNet.Tests;

/// <summary>A published schema: a file in the folder <c>schemas</c> of the repository.</summary>
internal static class SchemaFile
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    /// <summary>Where the schemas are.</summary>
    public static string Folder { get; } = Path.Combine(ReferenceData.RepositoryRoot, "schemas");

    /// <summary>Fails unless the published file is the text.</summary>
    public static void Is(string name, string expected)
    {
        var path = Path.Combine(Folder, name);
        if (File.Exists(path) && File.ReadAllText(path) == expected)
            return;
        var received = Path.Combine(AppContext.BaseDirectory, "received", name);
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, expected);
        Assert.Fail($"The schema is not of this version of the types. If they are right, copy\n  {received}\nto\n  {path}");
    }

    /// <summary>Where JSON does not fit a schema; empty where it fits.</summary>
    public static IReadOnlyList<string> Faults(string name, string json)
    {
        var results = Schema(name).Evaluate(JsonNode.Parse(json), Options);
        return results.IsValid
            ? []
            : [.. results.Details.Where(detail => detail.HasErrors).Select(detail =>
                $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}").DefaultIfEmpty("it is not valid")];
    }

    /// <summary>Fails unless JSON fits a schema.</summary>
    public static void Fits(string name, string json) => Assert.Empty(Faults(name, json));

    private static JsonSchema Schema(string name)
    {
        var schema = JsonSchema.FromFile(Path.Combine(Folder, name));
        Assert.Empty(MetaSchemas.Draft202012.Evaluate(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name))), Options) is { IsValid: true }
            ? [] : new[] { $"{name} is no schema of draft 2020-12" });
        return schema;
    }
}
