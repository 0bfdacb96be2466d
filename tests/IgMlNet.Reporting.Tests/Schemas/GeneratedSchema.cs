using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Tests.Schemas;

/// <summary>
/// The JSON Schema of what a type is written as: its form from the serializer's own description of it, its words from the doc comments.
/// </summary>
internal static partial class GeneratedSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lazy<Dictionary<string, string>> Summaries = new(() =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, "IgMlNet.Reporting.xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Words(member.Element("summary")!)));

    /// <summary>The schema as the text of a file.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="title">What it is of.</param>
    /// <param name="type">The serializer's description of the type.</param>
    public static string Generate(string id, string title, JsonTypeInfo type)
    {
        // A schema is deeper than what it is of.
        var options = new JsonSerializerOptions(type.Options) { MaxDepth = 64 };
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(options, type.Type, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                types["#/" + string.Join('/', context.Path.ToArray())] = JsonNamingPolicy.CamelCase.ConvertName(context.TypeInfo.Type.Name);
                return Describe(context, node);
            },
        }).AsObject();
        Define(schema, types);
        var (head, at) = (new (string, string)[] { ("$schema", Dialect), ("$id", id), ("title", title) }, 0);
        foreach (var (name, value) in head)
            schema.Insert(at++, name, value);
        return schema.ToJsonString(Layout) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var property = context.PropertyInfo?.AttributeProvider as MemberInfo;
        if (property?.DeclaringType!.GetField($"Current{property.Name}")?.GetRawConstantValue() is int version)
            return new JsonObject { ["description"] = "The version of this schema.", ["const"] = version };
        if (property?.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { } converter)
            schema = FormOf(converter);
        if (schema is not JsonObject form)
            return schema;
        if (form["type"] is JsonValue type && type.TryGetValue(out string? name) && name == "integer" && property?.Name != nameof(RobustnessReport.Seed))
            form["minimum"] = 0;
        var summary = property is null
            ? Summaries.Value.GetValueOrDefault($"T:{context.TypeInfo.Type.FullName}")
            : Summaries.Value.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");
        if (summary is not null)
            form.Insert(0, "description", summary);
        return form;
    }

    /// <summary>Gives what stands in several places a name; the exporter points to the first of them.</summary>
    private static void Define(JsonObject schema, Dictionary<string, string> types)
    {
        var references = Within(schema).Where(node => node["$ref"] is not null).ToLookup(node => node["$ref"]!.GetValue<string>());
        if (references.Count == 0)
            return;
        var definitions = new JsonObject();
        foreach (var places in references)
        {
            var first = places.Key.Split('/').Skip(1).Aggregate((JsonNode)schema, (node, member) => node[member]!).AsObject();
            var definition = new JsonObject();
            foreach (var (member, value) in first.ToList())
            {
                first.Remove(member);
                definition.Add(member, value);
            }

            definitions.Add(types[places.Key], definition);
            foreach (var place in places.Append(first))
            {
                place.Clear();
                place["$ref"] = $"#/$defs/{types[places.Key]}";
            }
        }

        schema["$defs"] = definitions;
    }

    private static IEnumerable<JsonObject> Within(JsonNode? node) => node switch
    {
        JsonObject form => form.SelectMany(member => Within(member.Value)).Prepend(form),
        JsonArray list => list.SelectMany(Within),
        _ => [],
    };

    private static JsonObject FormOf(Type converter) => converter == typeof(CompactIntegersConverter)
        ? new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 } }
        : new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64", ["pattern"] = "^[A-Za-z0-9+/]*={0,2}$" };

    private static string Words(XElement summary)
    {
        foreach (var reference in summary.Descendants().Where(element => element.Name.LocalName is "see" or "paramref").ToList())
        {
            var name = reference.Attribute("cref")?.Value ?? reference.Attribute("langword")?.Value ?? reference.Attribute("name")!.Value;
            var last = name[(name.LastIndexOfAny(['.', ':']) + 1)..];
            reference.ReplaceWith(name.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(last) : last);
        }

        return Spaces().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
