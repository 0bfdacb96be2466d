using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub.Actions;

/// <summary>Refuses to write to GitHub where a workflow's trigger makes it unsafe, whatever its file says.</summary>
internal static class SafeEvent
{
    private const string Variable = "GITHUB_EVENT_NAME";

    /// <summary>Refuses <c>pull_request_target</c>, which runs with the token and secrets of the repository for anyone's pull request.</summary>
    /// <exception cref="InputException">The workflow is one on it.</exception>
    public static void RequireForComments(string? name)
    {
        if (name == "pull_request_target")
            throw new InputException(Variable, "is pull_request_target, which is never safe", "Evaluate on pull_request, and publish on workflow_run");
    }

    /// <summary>Refuses all but the events that run the default branch's code: artifacts of strangers are read.</summary>
    /// <exception cref="InputException">The workflow is on another event.</exception>
    public static void RequireForPublishing(string? name)
    {
        if (name is not (null or "workflow_run" or "workflow_dispatch" or "schedule" or "push"))
            throw new InputException(Variable, $"is {name}, on which results are not published", "Publish on workflow_run, which runs the default branch's code");
    }
}
