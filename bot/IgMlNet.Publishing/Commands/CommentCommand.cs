using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.Publishing;
using IgMlNet.Publishing.Options;
using IgMlNet.Reporting.Comments;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml comment</c>: writes a report on results that are here to a pull request. Needs no libtorch.</summary>
internal sealed class CommentCommand : IgmlCommand
{
    private readonly IgmlOption<string> _results = new("--results", Notations.Path("file"), "report/report.json", "The results of the pull request's head, a report.json.");

    private readonly IgmlOption<string> _base = new("--base", Notations.Path("file"), "The results of its base, a report.json.")
    { Unset = "none, nothing is compared" };

    private readonly IgmlOption<TrustTier> _tier = new(
        "--tier",
        Notations.OneOf([.. Enum.GetValues<TrustTier>().Select(static tier => (JsonNamingPolicy.KebabCaseLower.ConvertName($"{tier}"), tier))]),
        TrustTier.Claimed, "How far the numbers may be believed: claimed, unmodified-harness, audited or verified.");

    private readonly IgmlOption<long> _pullRequest = new("--pr", Notations.Id, "The pull request.")
    { Unset = "none, it must be given" };

    private readonly IgmlOption<string> _commit = new(
        "--commit",
        Notations.Read(
            "sha",
            static text => text.Length == 40 && text.All(char.IsAsciiHexDigitLower)
                ? text
                : throw new ValueException($"'{text}' is not a commit", "Write its 40 hexadecimal digits"),
            static commit => commit, [new string('0', 40)], "main"),
        "The commit that was evaluated, 40 digits.")
    { Unset = "the pull request's head" };

    private readonly IgmlOption<long> _run = new("--run", Notations.Id, "The run that evaluated: of two, the report of the higher number stays.")
    { Unset = "that of the workflow, GITHUB_RUN_ID" };

    private readonly MarginOptions _margin = new();
    private readonly GitHubOptions _gitHub = new();

    public CommentCommand()
        : base(
            "comment",
            "Writes a report on results to a pull request, as one comment that the next report replaces. For workflows that evaluate code " +
            "that is trusted; results of anyone's pull request go through 'igml publish'. Takes GITHUB_TOKEN from its environment.")
    {
        AddGroup("Results", _results, _base, _tier);
        AddGroup("Pull request", _pullRequest, _commit, _run);
        AddGroup("Verdict", [.. _margin.All]);
        AddGroup("GitHub", [.. _gitHub.All]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("Results of a branch beside those of main:", "igml comment --pr 12 --results report/report.json --base main/report.json"),
        new("The same, only shown:", "igml comment --repo owner/name --pr 12 --run 1 --dry-run"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var actions = ActionsEnvironment.OfProcess;
        SafeEvent.RequireForComments(actions.EventName);
        var number = (int)(arguments.ValueIfGiven(_pullRequest) is { } given and <= int.MaxValue ? given
            : throw new InputException("--pr", "no pull request is named", "Write for example --pr 12"));
        var (run, attempt) = arguments.ValueIfGiven(_run) is { } id ? (id, 1)
            : actions.Run ?? throw new InputException("--run", "no run is named", "Write for example --run 1, and more than the last time");
        var head = ReportFile.Read(arguments.GetValue(_results)!);
        var baseReport = arguments.GetValue(_base) is { } file ? ReportFile.Read(file) : null;
        var connection = _gitHub.Connect(arguments, actions, terminal);
        var repository = connection.Open(cancellationToken);
        var commit = arguments.GetValue(_commit) ?? repository.PullRequest(number).GetAwaiter().GetResult().HeadCommit;
        var verdict = PullRequestVerdict.FromResults(new PullRequestResults
        {
            Head = head,
            Base = baseReport,
            HeadCommit = commit,
            BaseCommit = null,
            Margin = _margin.Margin(arguments),
            Tier = arguments.GetValue(_tier),
            ClaimedBecause = ImmutableArray<string>.Empty,
            RunPage = actions.RunPage(connection),
            DetailsPage = null,
            FilesPage = null,
        });
        var comments = new PullRequestComments(repository, _gitHub.Key(arguments), _gitHub.Author(arguments), terminal);
        if (connection.DryRun is null)
            actions.Summarize(PullRequestSummary.RenderWithin(verdict, ActionsEnvironment.LargestSummary));
        var change = comments.Write(
            number, new ReportAge(commit, run, attempt, verdict.Comparison is null ? ReportDetail.Results : ReportDetail.Comparison, head.Dataset.Images),
            bytes => PullRequestComment.RenderWithin(verdict, bytes)).GetAwaiter().GetResult();
        return change == CommentChange.Refused && _gitHub.WhenRefused(arguments) == WhenRefused.Fail ? ExitCode.GitHubFailed : ExitCode.Success;
    }
}
