using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;

namespace IgMlNet.Bot.Plans;

/// <summary>A plan as a JSON file; <c>docs/evaluation.md</c> describes its form.</summary>
internal static class PlanFile
{
    /// <summary>The version of the form that is read and written.</summary>
    public const int Version = 1;

    private const string VersionName = "schemaVersion";
    private const string SchemaName = "$schema";
    private const long LargestFile = 1L << 20;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>Reads a plan; files and folders that it names are found in its folder, whatever the working directory.</summary>
    /// <exception cref="InputException">The file cannot be read, or is not JSON.</exception>
    /// <exception cref="PlanFaultsException">All that is wrong with it.</exception>
    public static EvaluationPlan Read(string path)
    {
        var faults = new List<InputException>();
        var plan = Read(path, faults);
        return faults.Count == 0 ? plan : throw new PlanFaultsException(faults);
    }

    /// <summary>Reads a plan as far as it can be read; what cannot has its default.</summary>
    /// <param name="path">The file.</param>
    /// <param name="faults">Where all that is wrong goes.</param>
    /// <exception cref="InputException">The file cannot be read, or is not JSON.</exception>
    public static EvaluationPlan Read(string path, List<InputException> faults) => Parse(
        RegularFile.ReadAllBytes(path, LargestFile, "Name a plan, or make one with 'igml plan'"),
        new FileSource(path, "$", Path.GetDirectoryName(Path.GetFullPath(path))),
        faults);

    /// <summary>Reads a plan from the bytes of a file; paths stay as they are.</summary>
    /// <exception cref="InputException">They are not JSON.</exception>
    /// <exception cref="PlanFaultsException">All that is wrong.</exception>
    public static EvaluationPlan Parse(ReadOnlyMemory<byte> utf8, string path)
    {
        var faults = new List<InputException>();
        var plan = Parse(utf8, new FileSource(path, "$", null), faults);
        return faults.Count == 0 ? plan : throw new PlanFaultsException(faults);
    }

    /// <summary>Writes a plan for people and <see cref="Read(string)"/>.</summary>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, EvaluationPlan plan) => AtomicFile.Write(path, ToBytes(plan, FileForm.ForPeople));

    /// <summary>The plan as the bytes of a file.</summary>
    public static byte[] ToBytes(EvaluationPlan plan, FileForm form)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = !form.IsForHashing, NewLine = "\n", Encoder = Encoder }))
        {
            json.WriteStartObject();
            json.WriteNumber(VersionName, Version);
            PlanSettings.Group.Write(json, plan, form);
            json.WriteEndObject();
        }

        if (!form.IsForHashing)
            bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>
    /// SHA-256 of the canonical plan, in hexadecimal: everything that decides results, defaults included, in a fixed order. Of paths
    /// the last part counts, so that a plan is the same on every machine; what they hold has hashes of its own in the results.
    /// </summary>
    public static string Hash(EvaluationPlan plan) => Convert.ToHexStringLower(SHA256.HashData(ToBytes(plan, FileForm.ForHashing)));

    /// <summary>The JSON Schema of plans, as <c>schemas/plan-1.schema.json</c> has it.</summary>
    public static JsonObject Schema()
    {
        var plan = PlanSettings.Group.Schema(new EvaluationPlan());
        var properties = plan["properties"]!.AsObject();
        properties.Insert(0, SchemaName, new JsonObject { ["description"] = "Where this schema is, for editors.", ["type"] = "string" });
        properties.Insert(1, VersionName, new JsonObject { ["description"] = "The version of this schema.", ["const"] = Version });
        return new JsonObject
        {
            [SchemaName] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "urn:igmlnet:schema:plan:1",
            ["title"] = "IgMlNet evaluation plan (plan.json)",
            ["description"] = "What 'igml evaluate --plan' evaluates. Words are read whatever their capitals; this schema has them in small letters. " +
                "'igml plan --check' reports all that is wrong with a plan at once, also what a schema cannot express.",
            ["type"] = "object",
            ["properties"] = properties.DeepClone(),
            ["required"] = new JsonArray(VersionName, PlanSettings.Dataset.Name),
            ["anyOf"] = new JsonArray(
                new JsonObject { ["required"] = new JsonArray(PlanSettings.Attacks.Name) },
                new JsonObject { ["required"] = new JsonArray(PlanSettings.Preset.Name) }),
            ["additionalProperties"] = false,
        };
    }

    private static EvaluationPlan Parse(ReadOnlyMemory<byte> utf8, FileSource source, List<InputException> faults)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = 16,
            });
            var members = new JsonMembers(json.RootElement, source, faults);
            CheckVersion(members);
            members.Take(SchemaName);
            if (members.Take(PlanSettings.Dataset.Name!) is null)
                members.Fault(PlanSettings.Dataset.Name!, "is missing", "Name a bundled data set or a folder");
            if (members.Take(PlanSettings.Preset.Name!) is null && members.Take(PlanSettings.Attacks.Name!) is null)
                members.Fault(PlanSettings.Attacks.Name!, "is missing", "List attacks, or name a preset");
            var plan = PlanSettings.Group.Read(members, new EvaluationPlan());
            members.RefuseOthers();
            plan = plan.Preset?.Complete(plan) ?? plan;
            faults.AddRange(plan.Faults().Where(fault => faults.TrueForAll(other => other.Place != fault.Place)));
            return plan;
        }
        catch (JsonException e)
        {
            throw new InputException(
                source.File, $"is not JSON: {e.Message.Split(" LineNumber")[0].TrimEnd('.')}", "Mend it, or make one with 'igml plan'",
                e.LineNumber is { } line ? FormattableString.Invariant($"line {line + 1}") : null, e);
        }
        catch (InvalidOperationException e) when (e.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            throw new InputException(source.File, "holds a text that is not Unicode", "Save it as UTF-8", innerException: e);
        }
    }

    private static void CheckVersion(JsonMembers members)
    {
        if (members.Take(VersionName) is not { } version)
            members.Fault(VersionName, "is missing", $"Write \"{VersionName}\": {Version}");
        else if (version.ToString() != $"{Version}")
            members.Fault(VersionName, $"'{version}' is not {Version}, the version that is read", $"Write {Version}");
    }
}
