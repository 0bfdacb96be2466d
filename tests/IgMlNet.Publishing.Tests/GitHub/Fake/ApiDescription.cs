using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace IgMlNet.Publishing.Tests.GitHub.Fake;

/// <summary>
/// The part of GitHub's own description of its API (OpenAPI) that igml uses: requests and the fake's answers are held to it.
/// Description/github-openapi.json is made by trim.mjs from @octokit/openapi (MIT, notice beside it).
/// </summary>
internal sealed partial class ApiDescription
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
    private static readonly Lazy<ApiDescription> Instance = new(static () => new ApiDescription());

    private readonly JsonObject _document;
    private readonly List<ApiOperation> _operations = [];
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    private ApiDescription()
    {
        var path = Path.Combine(ReferenceData.RepositoryRoot, "tests", "IgMlNet.Publishing.Tests", "GitHub", "Description", "github-openapi.json");
        _document = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        foreach (var (template, item) in _document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
                _operations.Add(new ApiOperation(method.ToUpperInvariant(), template, PathForm(template), operation!.AsObject()));
        }
    }

    /// <summary>The description, read once.</summary>
    public static ApiDescription Read => Instance.Value;

    /// <summary>The operation that a request asks for; null where GitHub has none such, or we claim not to use it.</summary>
    public ApiOperation? Find(string method, string path) =>
        _operations.FirstOrDefault(operation => operation.Method == method && operation.Form.IsMatch(path));

    /// <summary>What is wrong with a request; null where nothing is.</summary>
    public string? ProblemOfRequest(ApiOperation operation, string path, IReadOnlyDictionary<string, string> query, string? body)
    {
        var parameters = (operation.Node["parameters"]?.AsArray() ?? []).Select(node => Inline(node)!.AsObject()).ToList();
        var values = operation.Form.Match(path).Groups;
        foreach (var parameter in parameters.Where(static p => (string?)p["in"] == "path"))
        {
            var value = values[GroupOf((string)parameter["name"]!)].Value;
            if ((string?)parameter["schema"]?["type"] == "integer" && !long.TryParse(value, out _))
                return $"{parameter["name"]} is '{value}', no integer";
        }

        foreach (var (name, value) in query)
        {
            var parameter = parameters.FirstOrDefault(p => (string?)p["in"] == "query" && (string?)p["name"] == name);
            if (parameter is null)
                return $"there is no parameter {name}";
            var schema = parameter["schema"]!;
            if ((string?)schema["type"] == "integer" && !long.TryParse(value, out _))
                return $"{name} is '{value}', no integer";
            if (schema["enum"] is JsonArray words && words.All(word => (string?)word != value))
                return $"{name} is '{value}', none of {words.ToJsonString()}";
        }

        return operation.Node["requestBody"]?["content"]?["application/json"]?["schema"] is not { } wanted
            ? body is null ? null : "there is a body"
            : Problem($"{operation.Method} {operation.Template}", Strict(Inline(wanted)!), body ?? "null");
    }

    /// <summary>What is wrong with an answer; null where nothing is.</summary>
    public string? ProblemOfResponse(ApiOperation operation, int status, string body)
    {
        var schema = SchemaOf(operation, status);
        return schema is null ? null : Problem($"{operation.Method} {operation.Template} {status}", schema, body);
    }

    /// <summary>The least answer that the description allows, with some members of ours.</summary>
    public JsonNode Answer(string method, string path, int status, JsonNode members) =>
        Build(SchemaOf(Find(method, path)!, status)!, members)!;

    /// <summary>
    /// The least item of a list in an answer that the description allows, with some members of ours. The list is a member of the
    /// answer, or the whole of it.
    /// </summary>
    public JsonNode? Item(string method, string path, int status, JsonNode members, string? member)
    {
        var schema = SchemaOf(Find(method, path)!, status)!;
        var list = member is null ? schema : schema["properties"]![member]!;
        return Build(list["items"], members);
    }

    private string? Problem(string key, JsonNode schema, string json)
    {
        var results = _schemas.GetOrAdd(key, _ => JsonSchema.FromText(schema.ToJsonString())).Evaluate(JsonNode.Parse(json), Options);
        return results.IsValid ? null : string.Join("; ", results.Details.Where(static detail => detail.HasErrors).Take(5)
            .Select(static detail => $"{detail.InstanceLocation} {string.Join(", ", detail.Errors!.Values)}"));
    }

    private JsonNode? SchemaOf(ApiOperation operation, int status) =>
        operation.Node["responses"]?[$"{status}"] is { } response && Inline(response)?["content"]?["application/json"]?["schema"] is { } schema
            ? schema
            : null;

    /// <summary>A schema without references, and with null as a type of its own, as plain JSON Schema has it.</summary>
    private JsonNode? Inline(JsonNode? node, int depth = 0)
    {
        if (depth > 60)
            return new JsonObject();
        switch (node)
        {
            case JsonObject o when (string?)(o["$ref"] as JsonValue) is { } reference:
                return Inline(reference[2..].Split('/').Aggregate((JsonNode?)_document, static (at, name) => at![name]), depth + 1);
            case JsonObject o:
                var plain = new JsonObject();
                foreach (var (name, value) in o)
                    plain[name] = name is "enum" or "required" or "default" or "const" ? value?.DeepClone() : Inline(value, depth + 1);
                return AllowNull(plain);
            case JsonArray a:
                return new JsonArray([.. a.Select(item => Inline(item, depth + 1))]);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonObject AllowNull(JsonObject schema)
    {
        if (schema["nullable"] is not JsonValue flag || !flag.TryGetValue<bool>(out var nullable))
            return schema;
        schema.Remove("nullable");
        if (!nullable)
            return schema;
        if (schema["type"] is JsonValue type)
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        foreach (var choice in new[] { "anyOf", "oneOf" })
            (schema[choice] as JsonArray)?.Add((JsonNode)new JsonObject { ["type"] = "null" });
        (schema["enum"] as JsonArray)?.Add((JsonNode?)null);
        return schema;
    }

    /// <summary>Members that GitHub does not know are mistakes of ours.</summary>
    private static JsonNode Strict(JsonNode schema)
    {
        if (schema is JsonObject o)
        {
            if (o["properties"] is JsonObject && o["additionalProperties"] is null)
                o["additionalProperties"] = false;
            foreach (var (_, value) in o.ToList())
            {
                if (value is not null)
                    Strict(value);
            }
        }

        foreach (var item in schema as JsonArray ?? [])
        {
            if (item is not null)
                Strict(item);
        }

        return schema;
    }

    /// <summary>The least value that a schema allows, with members of ours wherever they are given.</summary>
    private static JsonNode? Build(JsonNode? schema, JsonNode? members) => members switch
    {
        JsonArray items => new JsonArray([.. items.Select(item => Build(schema?["items"], item))]),
        JsonObject given => BuildObject(schema, given),
        not null => members.DeepClone(),
        null => Least(schema),
    };

    private static JsonObject BuildObject(JsonNode? schema, JsonObject given)
    {
        var built = new JsonObject();
        var parts = (schema?["allOf"] as JsonArray)?.ToList() ?? [schema];
        foreach (var part in parts.Select(static part => (part?["anyOf"] ?? part?["oneOf"]) is JsonArray any ? any[0] : part))
        {
            var names = (part?["required"] as JsonArray ?? []).Select(static name => (string)name!)
                .Union(given.Select(static member => member.Key).Where(name => part?["properties"]?[name] is not null));
            foreach (var name in names)
            {
                // The kind of an account is a word that the description leaves open.
                built[name] = given.ContainsKey(name) && given[name] is null ? null
                    : name == "type" && !given.ContainsKey(name) ? "User"
                    : Build(part!["properties"]?[name], given[name]);
            }
        }

        return built;
    }

    private static JsonNode? Least(JsonNode? schema)
    {
        if (schema?["allOf"] is not null)
            return BuildObject(schema, []);
        if ((schema?["anyOf"] ?? schema?["oneOf"]) is JsonArray any)
            return Least(any[0]);
        var types = schema?["type"] is JsonArray several ? [.. several.Select(static type => (string)type!)] : new[] { (string?)schema?["type"] ?? "object" };
        if (types.Contains("null") && (string?)schema!["format"] != "date-time")
            return null;
        if (schema?["enum"] is JsonArray words)
            return words[0]!.DeepClone();
        return types[0] switch
        {
            "array" => new JsonArray(),
            "integer" or "number" => 1,
            "boolean" => false,
            "string" => (string?)schema!["format"] switch
            {
                "uri" => "https://api.github.com/x",
                "date-time" => "2026-01-02T03:04:05Z",
                _ => "x",
            },
            _ => BuildObject(schema, []),
        };
    }

    private static string GroupOf(string name) => name.Replace("-", "", StringComparison.Ordinal);

    private static Regex PathForm(string template) => new(
        "^" + Parameter().Replace(template, match => match.Groups[1].Value switch
        {
            "path" => "(?<path>.+)",
            "basehead" => "(?<basehead>[^/]+)",
            var name => $"(?<{GroupOf(name)}>[^/]+)",
        }) + "$",
        RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Parameter();
}

/// <summary>An operation of the API.</summary>
internal sealed record ApiOperation(string Method, string Template, Regex Form, JsonObject Node);
