using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Reporting.Shards;
using IgMlNet.Reporting.Tests.Leaderboards;
using IgMlNet.Reporting.Tests.Shards;

namespace IgMlNet.Reporting.Tests.Schemas;

public class SchemaTests
{
    private const string Report = "report-4.schema.json";
    private const string Timings = "timings-1.schema.json";
    private const string Entry = "leaderboard-entry-2.schema.json";
    private const string Break = "proof-of-break-1.schema.json";
    private const string References = "reference-list-1.schema.json";
    private const string History = "leaderboard-history-1.schema.json";
    private const string Journal = "journal-2.schema.json";

    [Fact]
    public void The_published_schema_of_results_is_that_of_the_types() => SchemaFile.Is(Report, GeneratedSchema.Generate(
        "urn:igmlnet:schema:report:4", "IgMlNet results (report.json)",
        ReportJsonContext.Strict.RobustnessReport));

    [Fact]
    public void The_published_schema_of_timings_is_that_of_the_types() => SchemaFile.Is(Timings, GeneratedSchema.Generate(
        "urn:igmlnet:schema:timings:1", "IgMlNet timings (timings.json)",
        ReportJsonContext.Strict.RunTimings));

    [Fact]
    public void The_published_schema_of_a_journal_s_line_is_that_of_the_types() => SchemaFile.Is(Journal, GeneratedSchema.Generate(
        "urn:igmlnet:schema:journal:2", "IgMlNet journal: the JSON of one line, behind 32 digits and a space",
        ReportJsonContext.OneLine.JournalEntry));

    [Fact]
    public void The_published_schemas_of_leaderboards_are_those_of_the_types()
    {
        SchemaFile.Is(Entry, GeneratedSchema.Generate(
            "urn:igmlnet:schema:leaderboard-entry:2", "IgMlNet leaderboard entry", ReportJsonContext.Strict.LeaderboardEntry));
        SchemaFile.Is(Break, GeneratedSchema.Generate(
            "urn:igmlnet:schema:proof-of-break:1", "IgMlNet proof of a break", ReportJsonContext.Strict.ProofOfBreak));
        SchemaFile.Is(References, GeneratedSchema.Generate(
            "urn:igmlnet:schema:reference-list:1", "IgMlNet list of published results", ReportJsonContext.Strict.ReferenceList));
        SchemaFile.Is(History, GeneratedSchema.Generate(
            "urn:igmlnet:schema:leaderboard-history:1", "IgMlNet history of a leaderboard: the JSON of one line",
            ReportJsonContext.OneLine.HistoryEntry));
    }

    [Fact]
    public void Leaderboards_that_are_written_fit_the_schemas()
    {
        SampleLeaderboards.Any.Sample(
            entry => SchemaFile.Fits(Entry, Encoding.UTF8.GetString(LeaderboardEntryFile.ToUtf8Bytes(entry))), iter: 20);
        SchemaFile.Fits(Break, Encoding.UTF8.GetString(ProofOfBreakFile.ToUtf8Bytes(SampleLeaderboards.Break)));
        SchemaFile.Fits(References, Encoding.UTF8.GetString(ReferenceListFile.ToUtf8Bytes(SampleLeaderboards.Published)));
        Assert.All(
            Encoding.UTF8.GetString(SampleLeaderboards.History.ToUtf8Bytes()).TrimEnd('\n').Split('\n'), line => SchemaFile.Fits(History, line));
        Assert.NotEmpty(SchemaFile.Faults(References, Encoding.UTF8.GetString(LeaderboardEntryFile.ToUtf8Bytes(SampleLeaderboards.Small))));
    }

    [Fact]
    public void What_is_written_fits_the_schemas() => SampleReports.Any.Sample(
        report => SchemaFile.Fits(Report, Encoding.UTF8.GetString(ReportFile.ToUtf8Bytes(report))), iter: 50);

    [Fact]
    public void Timings_and_every_line_of_a_journal_fit_the_schemas()
    {
        SchemaFile.Fits(Timings, Encoding.UTF8.GetString(TimingsFile.ToUtf8Bytes(SampleReports.Small.Timings!)));
        var folder = Directory.CreateTempSubdirectory("igmlnet-");
        try
        {
            var lines = File.ReadAllLines(SampleShards.Write(folder.FullName, Shard.Whole));
            Assert.Equal(2 + SampleShards.Work.BlockCount() + 1, lines.Length);
            Assert.All(lines, line => SchemaFile.Fits(Journal, line[33..]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Results_with_a_member_that_is_missing_unknown_or_of_another_kind_do_not_fit()
    {
        var sound = JsonNode.Parse(ReportFile.ToUtf8Bytes(SampleReports.Small))!.AsObject();
        foreach (var member in sound.Select(member => member.Key).ToList())
        {
            AssertDoesNotFit(json => json.Remove(member));
            AssertDoesNotFit(json => json[member] = new JsonObject { ["odd"] = 1 });
        }

        AssertDoesNotFit(json => json["more"] = 1);
        AssertDoesNotFit(json => json["schemaVersion"] = 2);
        AssertDoesNotFit(json => json["threatModel"]!["norm"] = "L7");
        AssertDoesNotFit(json => json["labels"]![0] = -1);
        AssertDoesNotFit(json => json["outcomes"]![0]!["margins"] = "no base64!");
        AssertDoesNotFit(json => json["provenance"]!["host"] = "a-machine");
        AssertDoesNotFit(json => json["variants"]![0]!["randomized"] = null);

        void AssertDoesNotFit(Action<JsonObject> change)
        {
            var changed = sound.DeepClone().AsObject();
            change(changed);
            Assert.NotEmpty(SchemaFile.Faults(Report, changed.ToJsonString()));
        }
    }
}
