using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Reporting.Results.Files;

/// <summary>How results are written as JSON; reading takes exactly what writing gives.</summary>
[JsonSerializable(typeof(RobustnessReport))]
[JsonSerializable(typeof(RunTimings))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(EvaluationWork))]
[JsonSerializable(typeof(ExperimentReport))]
[JsonSerializable(typeof(LeaderboardEntry))]
[JsonSerializable(typeof(ProofOfBreak))]
[JsonSerializable(typeof(ReferenceList))]
[JsonSerializable(typeof(HistoryEntry))]
internal sealed partial class ReportJsonContext : JsonSerializerContext
{
    /// <summary>The context with the strict options that files are read and written with.</summary>
    public static ReportJsonContext Strict { get; } = new(MakeOptions(writeIndented: true));

    /// <summary>The same on one line, for journals and hashes.</summary>
    public static ReportJsonContext OneLine { get; } = new(MakeOptions(writeIndented: false));

    private static JsonSerializerOptions MakeOptions(bool writeIndented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = writeIndented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        MaxDepth = 12,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters =
        {
            new JsonStringEnumConverter<PerturbationNorm>(namingPolicy: null, allowIntegerValues: false),
            new JsonStringEnumConverter<AttackKnowledge>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<AttackedImages>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<CheckSeverity>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ExperimentForm>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ExperimentUnit>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<VerificationKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };
}
