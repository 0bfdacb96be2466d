using System.CommandLine;
using System.Globalization;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Options;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml authorize</c>: whether who asked for an evaluation may have one. Needs no libtorch.</summary>
internal sealed class AuthorizeCommand : IgmlCommand
{
    private readonly RequestOptions _request = new();

    private readonly IgmlOption<string> _repository = GitHubOptions.Repository();

    private readonly IgmlOption<long> _run = new("--run", Notations.Id, "The run that evaluates.")
    { Unset = "that of the workflow, GITHUB_RUN_ID", DecidesResults = false };

    public AuthorizeCommand()
        : base(
            "authorize",
            "Refuses an evaluation that was asked for by someone who may not write to the repository, or who has had enough of them in the " +
            "last 24 hours. For a job on pull_request before machines are taken that cost something; it keeps nobody out who changes the workflow.")
    {
        AddGroup("Evaluation", _run, _request.Workflow, _request.Quota);
        AddGroup("GitHub", _repository);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("In a job that the evaluating ones need:", "igml authorize"),
        new("May this run be evaluated, with more evaluations a day?", "igml authorize --repo owner/name --run 123456 --quota 30"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var actions = ActionsEnvironment.OfProcess;
        var id = arguments.ValueIfGiven(_run) ?? actions.Run?.Id ?? throw new InputException("--run", "no run is named", "Write for example --run 123456");
        var connection = GitHubConnection.FromEnvironment(actions.Variable, arguments.GetValue(_repository));
        var workflow = arguments.GetValue(_request.Workflow)!;
        var repository = connection.Open(cancellationToken);
        var run = EvaluationRun.FromWorkflowRun(connection, repository.Run(id).GetAwaiter().GetResult(), workflow);
        var admission = RunAdmission.Decide(repository, run, workflow, arguments.GetValue(_request.Quota), connection.Time.GetUtcNow()).GetAwaiter().GetResult();
        if (admission.Refusal is { } refusal)
        {
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"run {id}"), refusal, "Have someone give the label who may write, and has evaluations left");
        }

        terminal.Line($"Admitted {admission.Requester}: evaluation {admission.Number} of {admission.Quota} in 24 hours");
        return ExitCode.Success;
    }
}
