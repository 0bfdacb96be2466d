using IgMlNet.IO;
using IgMlNet.Publishing.Leaderboards;
using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Tests;

namespace IgMlNet.Publishing.Tests.Leaderboards;

public sealed class VerifiedReportsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_evaluation_verifies_and_the_checks_are_run_anew()
    {
        var first = Write("first", SampleReports.Small);
        var again = Write("again", SampleReports.Small with { Provenance = SampleReports.Small.Provenance with { Commit = "abcd" } });

        var entry = Assert.Single(new VerifiedReports(NoWorkflow).EntriesOf([first], [again]));

        Assert.Equal("abcd", entry.Origin.Verification.ReproducedAt);
        Assert.Equal("0123abcd", entry.Origin.Commit);
        Assert.DoesNotContain(entry.Classifiers.SelectMany(classifier => classifier.Findings), finding => finding.Id == "randomized");
        Assert.Contains(entry.Classifiers.SelectMany(classifier => classifier.Findings), finding => finding.Id == "unproven-gain");
    }

    [Fact]
    public void Without_a_workflow_or_a_second_evaluation_nothing_is_verified() =>
        Refused("nothing verifies", NoWorkflow, [Write("first", SampleReports.Small)], []);

    [Fact]
    public void A_file_does_not_verify_itself()
    {
        var first = Write("first", SampleReports.Small);
        Refused("by --from and by --reproduced", NoWorkflow, [first], [_folder.At("first")]);
    }

    [Fact]
    public void A_second_evaluation_of_another_plan_or_with_other_verdicts_verifies_nothing()
    {
        var report = SampleReports.Small;
        var first = Write("first", report);
        Refused("no results of its plan", NoWorkflow, [first], [Write("plan", report with { Provenance = report.Provenance with { PlanHash = "x" } })]);
        var verdicts = SampleReports.Verdicts(1, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        Refused("base model under 'clean' has other verdicts on 1 images", NoWorkflow, [first], [Write("other", report with
        {
            Outcomes = [.. report.Outcomes.Select(o => (o.VariantId, o.AttackId) == ("base", RobustnessReport.CleanId) ? o with { Verdicts = verdicts } : o)],
        })]);
    }

    [Fact]
    public void A_tool_of_unknown_or_changed_source_verifies_nothing()
    {
        var report = SampleReports.Small;
        var first = Write("first", report);
        Refused("commit is unknown", NoWorkflow, [first], [Write("unknown", report with { Provenance = report.Provenance with { Commit = null } })]);
        Refused("changed files", NoWorkflow, [Write("dirty", report with { Provenance = report.Provenance with { Dirty = true } })], [first]);
    }

    [Fact]
    public void In_a_workflow_results_and_tool_are_of_one_commit()
    {
        var report = SampleReports.Small;
        var mine = Write("mine", report with { Provenance = report.Provenance with { Commit = ProgramVersion.Commit } });
        var entry = Assert.Single(new VerifiedReports(Workflow("schedule")).EntriesOf([mine], []));
        Assert.Equal(VerificationKind.DefaultBranch, entry.Origin.Verification.Kind);
        Refused("was made at commit 0123abcd", Workflow("schedule"), [Write("other", report)], []);
    }

    [Fact]
    public void A_pull_requests_numbers_never_come_in_though_they_were_reproduced()
    {
        var (first, again) = (Write("first", SampleReports.Small), Write("again", SampleReports.Small));
        Refused("'pull_request' verifies nothing", Workflow("pull_request"), [first], [again]);
    }

    private static string? NoWorkflow(string variable) => null;

    private static Func<string, string?> Workflow(string name) => variable => variable switch
    {
        "GITHUB_ACTIONS" => "true",
        "GITHUB_EVENT_NAME" => name,
        "GITHUB_SERVER_URL" => "https://github.com",
        "GITHUB_REPOSITORY" => "o/r",
        "GITHUB_RUN_ID" => "7",
        _ => null,
    };

    private static void Refused(string problem, Func<string, string?> environment, string[] from, string[] reproduced) => Assert.Contains(
        problem, Assert.Throws<InputException>(() => new VerifiedReports(environment).EntriesOf(from, reproduced)).Message, StringComparison.Ordinal);

    private string Write(string name, RobustnessReport report)
    {
        var path = Path.Combine(_folder.At(name), "report.json");
        ReportFile.Write(path, report);
        return path;
    }
}
