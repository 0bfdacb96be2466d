using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Transport;

namespace IgMlNet.Publishing.Tests.GitHub.Fake;

/// <summary>Pull requests, runs and artifacts to put into a fake.</summary>
internal static class FakeSetting
{
    public const int Number = 7;
    public const long Run = 500;
    public const long Fork = 2;
    public const string Workflow = ".github/workflows/robustness.yml";
    public const string ResultsBranch = "robustness-results";

    /// <summary>The head of the pull request.</summary>
    public static string Head { get; } = new('a', 40);

    /// <summary>The head of the branch that it is to go into.</summary>
    public static string Base { get; } = new('c', 40);

    /// <summary>An open pull request 7 from a copy of the repository, and a finished run 500 that evaluated it.</summary>
    public static FakeGitHub PullRequestFromFork()
    {
        var fake = new FakeGitHub();
        fake.PullRequests[Number] = PullRequest(Number);
        fake.Files[Number] = [File("models/robust.safetensors")];
        fake.Runs[Run] = WorkflowRun(Run);
        return fake;
    }

    public static JsonObject PullRequest(int number) => new()
    {
        ["number"] = number,
        ["state"] = "open",
        ["changed_files"] = 1,
        ["head"] = new JsonObject { ["sha"] = Head, ["ref"] = "patch", ["user"] = new JsonObject { ["login"] = "mallory" }, ["repo"] = new JsonObject { ["id"] = Fork } },
        ["base"] = new JsonObject
        {
            ["sha"] = Base,
            ["ref"] = "main",
            ["repo"] = new JsonObject { ["id"] = FakeGitHub.RepositoryId, ["default_branch"] = "main" },
        },
    };

    public static JsonObject WorkflowRun(long id, string conclusion = "success") => new()
    {
        ["id"] = id,
        ["name"] = "robustness",
        ["event"] = "pull_request",
        ["status"] = "completed",
        ["conclusion"] = conclusion,
        ["path"] = Workflow,
        ["display_title"] = "run-robustness: A better model",
        ["actor"] = new JsonObject { ["login"] = "alice" },
        ["triggering_actor"] = new JsonObject { ["login"] = "alice" },
        ["run_attempt"] = 1,
        ["created_at"] = "2026-01-02T03:00:00Z",
        ["head_sha"] = Head,
        ["head_branch"] = "patch",
        ["pull_requests"] = new JsonArray(),
        ["repository"] = new JsonObject { ["id"] = FakeGitHub.RepositoryId, ["full_name"] = "o/r" },
        ["head_repository"] = new JsonObject { ["id"] = Fork, ["owner"] = new JsonObject { ["login"] = "mallory" } },
    };

    public static JsonObject File(string name, string? before = null)
    {
        var file = new JsonObject { ["filename"] = name };
        if (before is not null)
            file["previous_filename"] = before;
        return file;
    }

    /// <summary>A zip with one entry.</summary>
    public static byte[] Zip(string name, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return stream.ToArray();
    }

    /// <summary>A connection to a fake, on a clock of its own.</summary>
    public static GitHubConnection Connect(FakeGitHub fake, TimeProvider? time = null, Random? random = null) => new()
    {
        Endpoint = GitHubEndpoint.FromEnvironment(name => name == "GITHUB_API_URL" ? fake.Api.AbsoluteUri : null),
        Repository = RepositoryName.Parse("o/r", "test"),
        Token = GitHubToken.FromEnvironment(static _ => FakeGitHub.Token),
        Time = time ?? new FakeTime(),
        Sender = () => new FakeGitHubHandler(fake, random),
    };
}
