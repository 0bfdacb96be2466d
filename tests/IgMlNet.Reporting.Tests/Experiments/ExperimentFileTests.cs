using System.Text;
using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Tests.Experiments;

public class ExperimentFileTests
{
    internal static ExperimentReport Sample { get; } = new()
    {
        SchemaVersion = ExperimentReport.CurrentSchemaVersion,
        Id = "sample",
        Title = "A sample of all units",
        Origin = "Fig. 0",
        Method = "Made up, with *stars* and | bars.",
        Model = SampleReports.Small.Model,
        Dataset = SampleReports.Small.Dataset,
        ThreatModel = SampleReports.Small.ThreatModel,
        Seed = 7,
        Tables =
        [
            Table("shares", ExperimentForm.Lines, ExperimentUnit.Share, 0.1234, null),
            Table("changes", ExperimentForm.Bars, ExperimentUnit.RelativeChange, -0.333, 0.5),
            Table("times", ExperimentForm.Table, ExperimentUnit.Seconds, 1.5, 725),
            Table("numbers", ExperimentForm.Bars, ExperimentUnit.Number, -1234.56789, 0),
            Table("surface", ExperimentForm.Surface, ExperimentUnit.Number, 1, 2),
        ],
        Findings = ["it holds"],
        Provenance = SampleReports.Small.Provenance,
    };

    [Fact]
    public void What_is_written_reads_back_to_the_same_bytes()
    {
        var bytes = ExperimentFile.ToUtf8Bytes(Sample);
        Assert.Equal(bytes, ExperimentFile.ToUtf8Bytes(ExperimentFile.Parse(bytes, "a.json")));
        SchemaFile.Fits("analysis-1.schema.json", Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void The_published_schema_is_that_of_the_types() => SchemaFile.Is("analysis-1.schema.json", Schemas.GeneratedSchema.Generate(
        "urn:igmlnet:schema:analysis:1", "IgMlNet analysis (NAME.json)", ReportJsonContext.Strict.ExperimentReport));

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void The_document_is_as_expected_in_every_culture(string culture) => ExpectedFile.Matches("analysis.md", Cultures.Under(culture, static () =>
    {
        var writer = new MarkdownWriter();
        ExperimentDocument.Write(Sample, 2, [("Shares by row", "sample-shares.svg")], writer);
        return writer.ToString();
    }));

    [Fact]
    public void Contradictions_are_refused_with_their_place()
    {
        Assert.Equal("$.tables", Refused(json => json["tables"] = new JsonArray()).Place);
        Assert.Equal("$.tables[1].id", Refused(json => json["tables"]![1]!["id"] = "shares").Place);
        Assert.Equal("$.tables[0].rows", Refused(json => json["tables"]![0]!["rows"]![0]!["values"] = new JsonArray(1)).Place);
        Assert.Contains("schema version 9", Refused(json => json["schemaVersion"] = 9).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ExperimentFile.ToUtf8Bytes(Sample with { Tables = [] }));
    }

    private static InputException Refused(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(ExperimentFile.ToUtf8Bytes(Sample))!;
        change(json);
        return Assert.Throws<InputException>(() => ExperimentFile.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "a.json"));
    }

    private static ExperimentTable Table(string id, ExperimentForm form, ExperimentUnit unit, double? one, double? other) => new()
    {
        Id = id,
        Title = $"Table of {id}",
        Form = form,
        RowsAre = "row",
        NumbersAre = id,
        Unit = unit,
        Columns = ["first", "second"],
        Rows = [new ExperimentRow { Key = "a|b", Values = [one, other] }, new ExperimentRow { Key = "c", Values = [other, one] }],
    };
}
