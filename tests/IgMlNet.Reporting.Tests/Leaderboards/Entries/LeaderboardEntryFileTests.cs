using System.Text;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Leaderboards.Entries;

public class LeaderboardEntryFileTests
{
    [Fact]
    public void An_entry_is_read_as_it_was_written() => SampleLeaderboards.Any.Sample(entry =>
    {
        var bytes = LeaderboardEntryFile.ToUtf8Bytes(entry);
        Assert.Equal(bytes, LeaderboardEntryFile.ToUtf8Bytes(LeaderboardEntryFile.Parse(bytes, "x.json")));
    });

    [Fact]
    public void An_entry_keeps_the_worst_case_of_its_report_image_by_image() => SampleReports.Any.Sample(report =>
    {
        var entry = SampleLeaderboards.Entry(report);
        foreach (var classifier in entry.Classifiers)
        {
            var worst = ImageWiseWorstCase.FromReport(report, classifier.Id).Verdicts;
            Assert.Equal(worst.CorrectDraws, classifier.WorstCase.CorrectDraws);
            Assert.Equal(ImageVerdicts.FromOutcome(report.OutcomeOf(classifier.Id, RobustnessReport.CleanId)).Accuracy, classifier.CleanAccuracy, 12);
        }
    });

    [Fact]
    public void Attacks_beyond_the_threat_model_are_left_out()
    {
        var report = SampleReports.Small with
        {
            Attacks = [SampleReports.Small.Attacks[0], SampleReports.Small.Attacks[1] with { Epsilon = 1 }],
        };
        var entry = SampleLeaderboards.Entry(report);
        Assert.Equal(["fgsm"], entry.Attacks.Select(attack => attack.Id));
        Assert.Equal(7, entry.Classifiers[0].WorstCase.Correct);
    }

    [Fact]
    public void The_name_of_a_file_is_tame_whatever_the_names_in_it() => SampleLeaderboards.Any.Sample(entry =>
        Assert.Matches("^[a-z0-9]([a-z0-9-]{0,81})-[0-9a-f]{12}\\.json$", LeaderboardEntryFile.NameOf(entry)));

    [Fact]
    public void The_name_of_a_file_tells_plans_models_and_images_apart()
    {
        var small = SampleLeaderboards.Small;
        string[] names =
        [
            LeaderboardEntryFile.NameOf(small),
            LeaderboardEntryFile.NameOf(small with { Origin = small.Origin with { PlanHash = "other" } }),
            LeaderboardEntryFile.NameOf(small with { Model = small.Model with { Hash = "other" } }),
            LeaderboardEntryFile.NameOf(small with { Images = small.Images with { ContentHash = "other" } }),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(names[0], LeaderboardEntryFile.NameOf(small with { Origin = small.Origin with { Commit = "other" } }));
    }

    [Theory]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": 3", "schema version 3")]
    [InlineData("\"count\": 12", "\"count\": 13", "$.classifiers[0].worstCase.images")]
    [InlineData("\"count\": 12", "\"count\": 0", "$.images.count")]
    [InlineData("\"correct\": 5,", "\"correct\": 6,", "$.classifiers[0].worstCase.correct")]
    [InlineData("\"correct\": 11", "\"correct\": -1", "$.classifiers[0].outcomes[0].correct")]
    [InlineData("\"correct\": 7", "\"correct\": 4", "$.classifiers[0].worstCase.correct")]
    [InlineData("\"isBelieved\": true", "\"isBelieved\": false", "$.classifiers[0].isBelieved")]
    [InlineData("actions/runs/12345", "actions/runs/x", "$.origin.verification")]
    [InlineData("https://github.com", "javascript://github.com", "$.origin.verification")]
    [InlineData("\"kind\": \"defaultBranch\"", "\"kind\": \"reproduced\"", "$.origin.verification")]
    [InlineData("\"kind\": \"defaultBranch\"", "\"kind\": \"claimed\"", "$.origin.verification.kind")]
    [InlineData("\"id\": \"random\"", "\"id\": \"base\"", "$.classifiers[1].id")]
    [InlineData("\"epsilon\": 0.1,", "\"epsilon\": 0.2,", "$.attacks[0].epsilon")]
    [InlineData("\"attackId\": \"fgsm\"", "\"attackId\": \"pgd20\"", "$.classifiers[0].outcomes")]
    [InlineData("\"commit\": \"0123abcd4567\"", "\"commit\": \" \"", "$.origin.commit")]
    [InlineData("\"split\"", "\"spilt\"", "spilt")]
    [InlineData("\"split\": ", "\"split\": \"a\", \"split\": ", "split")]
    public void What_contradicts_itself_is_refused_with_its_place(string text, string wrong, string place)
    {
        var json = Encoding.UTF8.GetString(LeaderboardEntryFile.ToUtf8Bytes(SampleLeaderboards.Small));
        var at = json.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, json);
        var bytes = Encoding.UTF8.GetBytes(json[..at] + wrong + json[(at + text.Length)..]);

        var refused = Assert.Throws<InputException>(() => LeaderboardEntryFile.Parse(bytes, "some.json"));

        Assert.StartsWith("some.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_a_changed_or_unknown_tool_has_no_origin()
    {
        var provenance = SampleReports.Small.Provenance;
        foreach (var (changed, place) in new[]
        {
            (provenance with { Dirty = true }, "$.provenance.dirty"), (provenance with { Commit = null }, "$.provenance.commit"),
        })
        {
            var refused = Assert.Throws<InputException>(() => EntryOrigin.FromReport(
                SampleReports.Small with { Provenance = changed }, "fe00", Verification.ByRun(SampleLeaderboards.Run), "report.json"));
            Assert.Equal(place, refused.Place);
        }
    }

    [Theory]
    [InlineData("https://github.com/owner/name/actions/runs/12345/")]
    [InlineData("https://github.com/owner/name/actions/runs/12345\"><script>")]
    [InlineData("https://github.com/../name/actions/runs/1")]
    [InlineData("file:///owner/name/actions/runs/12345")]
    public void Only_the_address_of_a_workflow_run_verifies(string address) =>
        Assert.Throws<ArgumentException>(() => Verification.ByRun(address));
}
