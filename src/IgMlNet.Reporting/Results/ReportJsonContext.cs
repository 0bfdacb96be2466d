using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace IgMlNet.Reporting.Results;

/// <summary>How a <see cref="RobustnessReport"/> is written as JSON; reading takes exactly what writing gives.</summary>
[JsonSerializable(typeof(RobustnessReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext
{
    /// <summary>The context with the strict options that files are read and written with.</summary>
    public static ReportJsonContext Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        MaxDepth = 8,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters =
        {
            new JsonStringEnumConverter<PerturbationNorm>(namingPolicy: null, allowIntegerValues: false),
            new JsonStringEnumConverter<AttackKnowledge>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<CheckSeverity>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    });
}
