using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IgMlNet.Publishing.Tests.GitHub.Fake;

/// <summary>
/// A GitHub with state, for one repository: comments, check runs, pull requests, runs, artifacts, files. Every request and every
/// answer is held to GitHub's own description, and a token does only what its permissions allow.
/// </summary>
internal sealed partial class FakeGitHub
{
    public const string Owner = "o";
    public const string Name = "r";
    public const long RepositoryId = 1;
    public const string Token = "ghs_T0kenThatNoOneMaySee";

    private readonly Lock _lock = new();
    private long _next = 1000;

    /// <summary>Where the fake is reached.</summary>
    public Uri Api { get; set; } = new("https://api.fake.example/");

    /// <summary>Where archives lie: another host.</summary>
    public Uri Storage { get; set; } = new("https://storage.fake.example/");

    /// <summary>What the token may do: <c>pull-requests: write</c> and so on.</summary>
    public HashSet<string> Permissions { get; } = ["actions: write", "contents: read", "pull-requests: write", "checks: write"];

    /// <summary>Whose comments the token's are.</summary>
    public string Login { get; set; } = "github-actions[bot]";

    public List<FakeComment> Comments { get; } = [];

    public List<JsonObject> Checks { get; } = [];

    public Dictionary<int, JsonObject> PullRequests { get; } = [];

    public Dictionary<int, JsonArray> Files { get; } = [];

    /// <summary>What commits change, where it is something else than what their pull request does by now.</summary>
    public Dictionary<string, JsonArray> CommitFiles { get; } = [];

    public List<(JsonObject Artifact, byte[] Archive)> Artifacts { get; } = [];

    /// <summary>What people may do; of others it is to read.</summary>
    public Dictionary<string, string> Collaborators { get; } = new() { ["alice"] = "write" };

    /// <summary>Contents by <c>branch:path</c>.</summary>
    public Dictionary<string, byte[]> Contents { get; } = [];

    /// <summary>The merge base of every comparison.</summary>
    public string MergeBase { get; set; } = new('b', 40);

    /// <summary>Whether pull requests are found by their commits: GitHub does not find those of copies of the repository.</summary>
    public bool FindsByCommit { get; set; }

    /// <summary>Answers in place of the fake, where it returns an answer.</summary>
    public Func<FakeRequest, FakeResponse?> Intercept { get; set; } = static _ => null;

    /// <summary>What was asked of it.</summary>
    public List<FakeRequest> Requests { get; } = [];

    /// <summary>Where requests or answers are not as GitHub describes them.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The requests that write.</summary>
    public IEnumerable<FakeRequest> Writes => Requests.Where(static request => request.Method != "GET");

    /// <summary>Answers a request.</summary>
    public FakeResponse Answer(FakeRequest request)
    {
        lock (_lock)
        {
            Requests.Add(request);
            if (request.Address.Host == Storage.Host)
                return Archive(request);
            if (request.Address.Host != Api.Host)
                return Violation(request, $"goes to {request.Address.Host}");
            if (Description.Find(request.Method, request.Path) is not { } operation)
                return Violation(request, "is of no operation that is described");
            if (Description.ProblemOfRequest(operation, request.Path, request.Query, request.Body) is { } problem)
                return Violation(request, problem);
            if (request.Authorization != $"Bearer {Token}")
                return FakeResponse.Error(401, "Bad credentials");
            if (request.ApiVersion != "2022-11-28" || (request.Body is not null && request.ContentType != "application/json"))
                return Violation(request, "has not the headers that GitHub documents");
            if (Intercept(request) is { } answer)
                return answer;
            var response = Route(request);
            if (!request.Accept.Contains("raw", StringComparison.Ordinal)
                && Description.ProblemOfResponse(operation, response.Status, Encoding.UTF8.GetString(response.Body)) is { } odd)
                return Violation(request, $"is answered wrongly: {odd}");
            return response;
        }
    }

    /// <summary>A comment by someone.</summary>
    public FakeComment AddComment(string login, string type, string body)
    {
        var comment = new FakeComment(_next++, login, type) { Body = body };
        Comments.Add(comment);
        return comment;
    }

    /// <summary>An artifact of a run.</summary>
    public JsonObject AddArtifact(long run, string name, byte[] archive, JsonObject? of = null)
    {
        var artifact = new JsonObject
        {
            ["id"] = _next++,
            ["name"] = name,
            ["size_in_bytes"] = archive.Length,
            ["expired"] = false,
            ["workflow_run"] = of ?? new JsonObject { ["id"] = run, ["repository_id"] = RepositoryId, ["head_repository_id"] = 2, ["head_branch"] = "patch", ["head_sha"] = FakeSetting.Head },
        };
        Artifacts.Add((artifact, archive));
        return artifact;
    }

    private static ApiDescription Description => ApiDescription.Read;

    private FakeResponse Violation(FakeRequest request, string problem)
    {
        Violations.Add($"{request.Method} {request.Address} {problem}");
        return FakeResponse.Error(400, problem);
    }

    private FakeResponse Archive(FakeRequest request)
    {
        if (request.Authorization is not null)
            return Violation(request, "carries the token to another host");
        var id = long.Parse(request.Path.Split('/')[^1], CultureInfo.InvariantCulture);
        return new FakeResponse(200, Artifacts.First(entry => (long)entry.Artifact["id"]! == id).Archive);
    }

    private FakeResponse Route(FakeRequest request)
    {
        var path = Resource().Match(request.Path).Groups["rest"].Value;
        if (request.Path.Length == path.Length)
            return FakeResponse.Error(404, "Not Found");
        var number = Digits().Match(path) is { Success: true } digits ? long.Parse(digits.Value, CultureInfo.InvariantCulture) : 0;
        return (request.Method, Digits().Replace(path, "N")) switch
        {
            ("GET", "issues/N/comments") => Allowed(request, "pull-requests: write", () => List(request, 200, [.. Comments.OrderBy(static c => c.Id).Select(Json)])),
            ("POST", "issues/N/comments") => Allowed(request, "pull-requests: write", () => One(request, 201, Json(AddComment(Login, "Bot", Text(request, "body"))))),
            ("PATCH", "issues/comments/N") => Allowed(request, "pull-requests: write", () => Change(request, number)),
            ("DELETE", "issues/comments/N") => Allowed(request, "pull-requests: write", () => Remove(number)),
            ("GET", "pulls/N") => Allowed(request, "pull-requests: write", () => Found(request, PullRequests.GetValueOrDefault((int)number))),
            ("GET", "pulls/N/files") => Allowed(request, "pull-requests: write", () => List(request, 200, [.. Files[(int)number].Select(static file => file!.AsObject())])),
            ("GET", "pulls") => Allowed(request, "pull-requests: write", () => List(request, 200, [.. PullRequests.Values.Where(pull => IsFrom(pull, request.Query["head"]))])),
            ("GET", "actions/runs/N") => Allowed(request, "actions: read", () => Found(request, Runs.GetValueOrDefault(number))),
            _ when WorkflowPath().Match(path) is { Success: true } workflow => AnswerOfWorkflow(request, workflow.Groups["file"].Value, workflow.Groups["what"].Value),
            ("GET", "actions/runs/N/artifacts") => Allowed(request, "actions: read", () => ListArtifacts(request, artifact => (long)artifact["workflow_run"]!["id"]! == number)),
            ("GET", "actions/artifacts") => Allowed(request, "actions: read", () => ListArtifacts(request, artifact => (string)artifact["name"]! == request.Query["name"])),
            ("GET", "actions/artifacts/N/zip") => Allowed(request, "actions: read", () => new FakeResponse(302, []) { Headers = new() { ["Location"] = $"{Storage}{number}" } }),
            ("POST", "check-runs") => Allowed(request, "checks: write", () => AddCheck(request)),
            ("PATCH", "check-runs/N") => Allowed(request, "checks: write", () => ChangeCheck(request, number)),
            _ => Other(request, path),
        };
    }

    private FakeResponse Other(FakeRequest request, string path) => path switch
    {
        _ when path.EndsWith("/check-runs", StringComparison.Ordinal) => Allowed(request, "checks: write", () => ListChecks(request, path.Split('/')[1])),
        _ when path.EndsWith("/pulls", StringComparison.Ordinal) => Allowed(request, "pull-requests: write", () => List(
            request, 200, [.. PullRequests.Values.Where(pull => FindsByCommit && (string)pull["head"]!["sha"]! == path.Split('/')[1])])),
        _ when path.StartsWith("compare/", StringComparison.Ordinal) => Allowed(request, "contents: read", () => One(
            request, 200, new JsonObject { ["merge_base_commit"] = new JsonObject { ["sha"] = MergeBase }, ["files"] = FilesOf(path.Split("...")[1]) })),
        _ when Collaborator().Match(path) is { Success: true } someone => One(request, 200, new JsonObject
        {
            ["permission"] = Collaborators.GetValueOrDefault(someone.Groups[1].Value, "read"),
            ["role_name"] = "custom",
        }),
        _ when path.StartsWith("contents/", StringComparison.Ordinal) => Allowed(request, "contents: read", () =>
            Contents.TryGetValue($"{request.Query["ref"]}:{path["contents/".Length..]}", out var file) ? new FakeResponse(200, file) : FakeResponse.Error(404, "Not Found")),
        _ => Violation(request, "is not known to the fake"),
    };

    /// <summary>What a commit changes: what the pull request does that is at it.</summary>
    private JsonNode FilesOf(string commit) =>
        (CommitFiles.GetValueOrDefault(commit) ?? Files.GetValueOrDefault(PullRequests.FirstOrDefault(pull => (string)pull.Value["head"]!["sha"]! == commit).Key) ?? []).DeepClone();

    private FakeResponse Allowed(FakeRequest request, string permission, Func<FakeResponse> answer) =>
        Permissions.Contains(permission) || Permissions.Contains(permission.Replace("read", "write", StringComparison.Ordinal)) ? answer()
            : FakeResponse.Error(403, "Resource not accessible by integration");

    private static FakeResponse Found(FakeRequest request, JsonObject? members) =>
        members is null ? FakeResponse.Error(404, "Not Found") : One(request, 200, members);

    private static FakeResponse One(FakeRequest request, int status, JsonObject members) =>
        FakeResponse.Json(status, Description.Answer(request.Method, request.Path, status, members).ToJsonString());

    private FakeResponse List(FakeRequest request, int status, IReadOnlyList<JsonObject> items, string? member = null)
    {
        var (size, page) = (Page(request, "per_page", 30), Page(request, "page", 1));
        var shown = new JsonArray([.. items.Skip((page - 1) * size).Take(size).Select(item => Whole(request, status, item, member))]);
        var body = member is null ? (JsonNode)shown : new JsonObject { ["total_count"] = items.Count, [member] = shown };
        var response = FakeResponse.Json(status, body.ToJsonString());
        if (page * size < items.Count)
            response.Headers["Link"] = $"<{Api}{request.Path.TrimStart('/')}?per_page={size}&page={page + 1}>; rel=\"next\"";
        return response;
    }

    /// <summary>An item of a list with all that an item must have.</summary>
    private static JsonNode? Whole(FakeRequest request, int status, JsonObject item, string? member) =>
        Description.Item(request.Method, request.Path, status, item, member);

    private static int Page(FakeRequest request, string name, int usual) =>
        request.Query.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    private static string Text(FakeRequest request, string member) => (string)JsonNode.Parse(request.Body!)![member]!;

    private static bool IsFrom(JsonObject pull, string head) =>
        $"{pull["head"]!["user"]!["login"]}:{pull["head"]!["ref"]}" == head && (string)pull["state"]! == "open";

    private static JsonObject Json(FakeComment comment) => new()
    {
        ["id"] = comment.Id,
        ["body"] = comment.Body,
        ["user"] = new JsonObject { ["login"] = comment.Login, ["type"] = comment.Type },
    };

    private FakeResponse Change(FakeRequest request, long id) => WithOwn(id, found =>
    {
        found.Body = Text(request, "body");
        return One(request, 200, Json(found));
    });

    private FakeResponse Remove(long id) => WithOwn(id, found =>
    {
        Comments.Remove(found);
        return new FakeResponse(204, []);
    });

    /// <summary>Does something with a comment of the token's own; those of others it may not touch.</summary>
    private FakeResponse WithOwn(long id, Func<FakeComment, FakeResponse> act) => Comments.Find(comment => comment.Id == id) switch
    {
        null => FakeResponse.Error(404, "Not Found"),
        { } found when found.Login != Login => FakeResponse.Error(403, "Resource not accessible by integration"),
        { } found => act(found),
    };

    private FakeResponse ListArtifacts(FakeRequest request, Func<JsonObject, bool> isWanted) =>
        List(request, 200, [.. Artifacts.Select(static entry => entry.Artifact).Where(isWanted)], "artifacts");

    /// <summary>Makes a check run of the token's app.</summary>
    public JsonObject MakeCheck(JsonObject check)
    {
        check["id"] = _next++;
        check["started_at"] ??= "2026-01-02T03:04:05Z";
        check["app"] = new JsonObject { ["slug"] = Login.Replace("[bot]", "", StringComparison.Ordinal) };
        Checks.Add(check);
        return check;
    }

    private FakeResponse AddCheck(FakeRequest request) => One(request, 201, Shown(MakeCheck(JsonNode.Parse(request.Body!)!.AsObject())));

    private FakeResponse ChangeCheck(FakeRequest request, long id)
    {
        if (Checks.Find(check => (long)check["id"]! == id) is not { } found)
            return FakeResponse.Error(404, "Not Found");
        foreach (var (name, value) in JsonNode.Parse(request.Body!)!.AsObject())
            found[name] = value?.DeepClone();
        return One(request, 200, Shown(found));
    }

    private FakeResponse ListChecks(FakeRequest request, string commit) => List(
        request, 200,
        [.. Checks.Where(check => (string)check["head_sha"]! == commit && (string)check["name"]! == request.Query["check_name"]).Select(Shown)],
        "check_runs");

    /// <summary>A check run as it is shown: its output counts its annotations.</summary>
    private static JsonObject Shown(JsonObject check)
    {
        var shown = check.DeepClone().AsObject();
        if (shown["output"] is JsonObject output)
            (output["annotations_count"], output["text"]) = (0, null);
        return shown;
    }

    [GeneratedRegex(@"\A/repos/o/r/(?<rest>.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Resource();

    [GeneratedRegex(@"\Acollaborators/([^/]+)/permission\z", RegexOptions.CultureInvariant)]
    private static partial Regex Collaborator();

    [GeneratedRegex(@"(?<=/)\d+(?=/|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}

/// <summary>A comment.</summary>
internal sealed record FakeComment(long Id, string Login, string Type)
{
    public required string Body { get; set; }
}
