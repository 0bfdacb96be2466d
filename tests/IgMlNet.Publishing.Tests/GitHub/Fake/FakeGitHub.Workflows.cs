using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IgMlNet.Publishing.Tests.GitHub.Fake;

/// <content>Workflows: their runs, and that they can be started.</content>
internal sealed partial class FakeGitHub
{
    /// <summary>The default branch.</summary>
    public const string DefaultBranch = "main";

    public Dictionary<long, JsonObject> Runs { get; } = [];

    /// <summary>The files of workflows that can be started, and the inputs that they know.</summary>
    public Dictionary<string, string[]> Startable { get; } = new() { ["leaderboard.yml"] = ["commit"], ["publish.yml"] = [] };

    /// <summary>What was started: the file, the branch, and the inputs as JSON.</summary>
    public List<(string File, string Branch, string Inputs)> Started { get; } = [];

    /// <summary>A run that <see cref="Started"/> has led to, or that a push did.</summary>
    public JsonObject AddRun(string file, string trigger, string title, string commit = "", string status = "queued", string? conclusion = null)
    {
        var run = FakeSetting.WorkflowRun(_next++);
        (run["path"], run["event"], run["display_title"], run["head_branch"]) = ($".github/workflows/{file}", trigger, title, DefaultBranch);
        (run["status"], run["conclusion"]) = (status, conclusion);
        (run["head_sha"], run["head_repository"]!["id"]) = (commit.Length > 0 ? commit : FakeSetting.Base, RepositoryId);
        Runs[(long)run["id"]!] = run;
        return run;
    }

    private FakeResponse AnswerOfWorkflow(FakeRequest request, string file, string what) => (request.Method, what) switch
    {
        ("GET", "runs") => Allowed(request, "actions: read", () => ListRuns(request, file)),
        ("POST", "dispatches") => Allowed(request, "actions: write", () => Start(JsonNode.Parse(request.Body!)!.AsObject(), file)),
        _ => Violation(request, "is not known to the fake"),
    };

    private FakeResponse ListRuns(FakeRequest request, string file)
    {
        var runs = Runs.Values.Where(run => (string)run["path"]! == $".github/workflows/{file}").ToList();
        if (runs.Count == 0 && !Startable.ContainsKey(file))
            return FakeResponse.Error(404, "Not Found");
        return List(request, 200, [.. runs.Where(Is).OrderByDescending(static run => (long)run["id"]!)], "workflow_runs");

        bool Is(JsonObject run) => Has("branch", (string?)run["head_branch"]) && Has("event", (string?)run["event"])
            && Has("actor", (string?)run["actor"]?["login"]) && Has("head_sha", (string?)run["head_sha"])
            && (Has("status", (string?)run["status"]) || Has("status", (string?)run["conclusion"]));

        bool Has(string parameter, string? value) => !request.Query.TryGetValue(parameter, out var wanted) || wanted == value;
    }

    private FakeResponse Start(JsonObject wanted, string file)
    {
        if (!Startable.TryGetValue(file, out var known))
            return FakeResponse.Error(404, "Not Found");
        var inputs = wanted["inputs"]?.AsObject() ?? [];
        if (inputs.FirstOrDefault(input => !known.Contains(input.Key)) is { Key: { } odd })
            return FakeResponse.Error(422, $"Unexpected inputs provided: [\"{odd}\"]");
        Started.Add((file, (string)wanted["ref"]!, inputs.ToJsonString()));
        AddRun(file, "workflow_dispatch", $"{Path.GetFileNameWithoutExtension(file)} {inputs["commit"]}");
        return new FakeResponse(204, []);
    }

    [GeneratedRegex(@"\Aactions/workflows/(?<file>[^/]+)/(?<what>runs|dispatches)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WorkflowPath();
}
