using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Bot.Tests.GitHub.EndToEnd;

/// <summary>
/// Runs the jobs of a workflow on this machine as GitHub's runner would: conditions, matrix, composite actions, scripts with their
/// environment. Checkouts and artifacts are folders. <c>dotnet build</c> is left out: the program that was built with the tests is run, and
/// where <c>IGMLNET_IGML_PUBLISH</c> names an igml-publish that the action's own script has built, that one in its place.
/// </summary>
internal sealed partial class LocalRunner : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();
    private readonly JsonObject _event;
    private readonly Dictionary<string, string> _variables;
    private int _folders;

    /// <summary>A runner for an event.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="payload">What GitHub says of it.</param>
    /// <param name="variables">What GitHub's runner sets besides.</param>
    public LocalRunner(string name, JsonObject payload, params (string Name, string Value)[] variables)
    {
        _event = payload;
        File.WriteAllText(_folder.At("event.json"), payload.ToJsonString());
        _variables = variables.ToDictionary(static v => v.Name, static v => v.Value);
        _variables["GITHUB_EVENT_NAME"] = name;
        _variables["GITHUB_EVENT_PATH"] = _folder.At("event.json");
        _variables["GITHUB_REPOSITORY"] = "o/r";
        Directory.CreateDirectory(_folder.At("bin"));
        var real = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "/usr/bin/dotnet";
        File.WriteAllText(_folder.At("bin/dotnet"), $$"""
            #!/bin/bash
            [ "$1" = build ] && exit 0
            program='{{Path.Combine(AppContext.BaseDirectory, "igml.dll")}}'
            case "$1" in */igml-publish/*) program="${IGMLNET_IGML_PUBLISH:-{{Path.Combine(AppContext.BaseDirectory, "igml-publish.dll")}}}" ;; esac
            shift
            exec '{{real}}' "$program" "$@"

            """);
        File.WriteAllText(_folder.At("bin/gh"), """
            #!/bin/bash
            [ "$*" = "workflow run $3 --repo $GITHUB_REPOSITORY --ref $7" ] || { echo "gh $* is not known here" >&2; exit 1; }
            exec curl -sSf -X POST -H "Authorization: Bearer $GH_TOKEN" -H 'X-GitHub-Api-Version: 2022-11-28' -H 'Content-Type: application/json' \
                -d "{\"ref\":\"$7\"}" "${GITHUB_API_URL%/}/repos/$GITHUB_REPOSITORY/actions/workflows/$3/dispatches"

            """);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var program in Directory.GetFiles(_folder.At("bin")))
                File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>The token that jobs are given; scripts have it only where a step hands it on.</summary>
    public string Token { get; init; } = "unset";

    /// <summary>What a checkout brings, by the commit that it asks for; no entry for the default branch.</summary>
    public Dictionary<string, string> Commits { get; } = [];

    /// <summary>The files of artifacts that were uploaded, by the artifact's name.</summary>
    public Dictionary<string, string[]> Artifacts { get; } = [];

    /// <summary>What all scripts wrote.</summary>
    public string Log { get; private set; } = "";

    /// <summary>The steps' summaries.</summary>
    public string Summary { get; private set; } = "";

    /// <summary>Where jobs work: each in a folder of its own.</summary>
    public string Folder => _folder.Path;

    /// <summary>What a workflow lets the token of its jobs do: <c>checks: write</c> and so on.</summary>
    public static IEnumerable<string> PermissionsOf(string file) => ((YamlMappingNode)Read(file)["jobs"]).Children.Values
        .SelectMany(static job => Map((YamlMappingNode)job, "permissions"))
        .Select(static pair => $"{pair.Key}: {pair.Value}");

    /// <summary>Runs a workflow's jobs one after another, or one of them alone.</summary>
    /// <returns>Whether each succeeded, and null for one whose condition does not hold.</returns>
    public IReadOnlyList<bool?> Run(string file, string? only = null)
    {
        var results = new List<(string Job, bool? Result)>();
        foreach (var (key, node) in ((YamlMappingNode)Read(file)["jobs"]).Children.Where(job => only is null || ((YamlScalarNode)job.Key).Value == only))
        {
            var job = (YamlMappingNode)node;
            var isLeft = results.Exists(earlier => earlier.Job == Text(job, "needs") && earlier.Result != true);
            foreach (var matrix in Combinations(job))
            {
                var context = new JsonObject { ["github"] = GitHub(), ["matrix"] = matrix, ["inputs"] = new JsonObject() };
                var holds = new Expression(context, isLeft).Holds(Text(job, "if"));
                results.Add((((YamlScalarNode)key).Value!, holds ? RunJob(job, context) : null));
            }
        }

        return [.. results.Select(static result => result.Result)];
    }

    public void Dispose() => _folder.Dispose();

    private static YamlMappingNode Read(string path)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(path);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static string? Text(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? ((YamlScalarNode)value).Value : null;

    private static IEnumerable<KeyValuePair<string, string>> Map(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var value)
            ? ((YamlMappingNode)value).Children.Select(static pair =>
                KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, ((YamlScalarNode)pair.Value).Value ?? ""))
            : [];

    private static IEnumerable<JsonObject> Combinations(YamlMappingNode job)
    {
        if (!job.Children.TryGetValue(new YamlScalarNode("strategy"), out var strategy))
            return [[]];
        var (name, values) = ((YamlMappingNode)strategy["matrix"]).Children.Single();
        return ((YamlSequenceNode)values).Children.Select(value =>
            new JsonObject { [((YamlScalarNode)name).Value!] = ((YamlScalarNode)value).Value });
    }

    private JsonObject GitHub() => new()
    {
        ["event"] = _event.DeepClone(),
        ["event_name"] = _variables["GITHUB_EVENT_NAME"],
        ["ref_name"] = "main",
        ["repository"] = _variables["GITHUB_REPOSITORY"],
        ["token"] = Token,
        ["sha"] = "unset",
    };

    private bool RunJob(YamlMappingNode job, JsonObject context)
    {
        var workspace = NewFolder("job");
        context["runner"] = new JsonObject { ["temp"] = Directory.CreateDirectory(Path.Combine(workspace, "temp")).FullName };
        return RunSteps((YamlSequenceNode)job["steps"], context, workspace);
    }

    private bool RunSteps(YamlSequenceNode steps, JsonObject context, string workspace)
    {
        var isFailed = false;
        context["steps"] = new JsonObject();
        foreach (var step in steps.Children.Cast<YamlMappingNode>())
        {
            var expression = new Expression(context, isFailed);
            if (!expression.Holds(Text(step, "if")))
                continue;
            isFailed |= !(Text(step, "uses") is { } action
                ? Use(action, Map(step, "with").ToDictionary(static pair => pair.Key, pair => expression.Fill(pair.Value)), context, workspace)
                : RunScript(step, expression, context["steps"]!.AsObject(), workspace));
        }

        return !isFailed;
    }

    private bool Use(string action, Dictionary<string, string> inputs, JsonObject context, string workspace)
    {
        if (action.StartsWith("./", StringComparison.Ordinal))
            return UseComposite(Path.Combine(workspace, action), inputs, context, workspace);
        switch (action.Split('@')[0])
        {
            case "actions/checkout":
                var target = Path.Combine(workspace, inputs.GetValueOrDefault("path", "."));
                Copy(inputs.TryGetValue("ref", out var commit) ? Commits[commit] : ReferenceData.RepositoryRoot, target);
                return true;
            case "actions/upload-artifact":
                var (folder, pattern) = Directory.Exists(inputs["path"]) ? (inputs["path"], "*") : (Path.GetDirectoryName(inputs["path"])!, Path.GetFileName(inputs["path"]));
                Artifacts[inputs["name"]] = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern, SearchOption.AllDirectories) : [];
                return Artifacts[inputs["name"]].Length > 0;
            case "actions/setup-dotnet":
                return true;
            default:
                throw new InvalidOperationException($"'{action}' is not known here.");
        }
    }

    private bool UseComposite(string folder, Dictionary<string, string> inputs, JsonObject context, string workspace)
    {
        var action = Read(Path.Combine(folder, "action.yml"));
        var values = new JsonObject();
        foreach (var (name, input) in ((YamlMappingNode)action["inputs"]).Children)
        {
            var key = ((YamlScalarNode)name).Value!;
            values[key] = inputs.TryGetValue(key, out var given) ? given : Text((YamlMappingNode)input, "default") ?? "";
        }

        var inner = context.DeepClone().AsObject();
        inner["inputs"] = values;
        inner["github"]!["action_path"] = Path.GetFullPath(folder);
        return RunSteps((YamlSequenceNode)action["runs"]["steps"], inner, workspace);
    }

    private bool RunScript(YamlMappingNode step, Expression expression, JsonObject outputs, string workspace)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", expression.Fill(Text(step, "run")!)])
        {
            WorkingDirectory = workspace,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _variables)
            start.Environment[name] = value;
        foreach (var (name, value) in Map(step, "env"))
            start.Environment[name] = expression.Fill(value);
        start.Environment["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["RUNNER_TEMP"] = Path.Combine(workspace, "temp");
        var files = NewFolder("step");
        foreach (var (name, file) in new[] { ("GITHUB_STEP_SUMMARY", "summary"), ("GITHUB_OUTPUT", "outputs") })
        {
            start.Environment[name] = Path.Combine(files, file);
            File.WriteAllText(Path.Combine(files, file), "");
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        process.WaitForExitAsync(patience.Token).GetAwaiter().GetResult();
        Log += $"{output.GetAwaiter().GetResult()}{error.GetAwaiter().GetResult()}";
        if (Text(step, "id") is { } id)
        {
            var set = Output().Matches(File.ReadAllText(Path.Combine(files, "outputs")))
                .Select(static match => KeyValuePair.Create(match.Groups["name"].Value, (JsonNode?)match.Groups["value"].Value.TrimEnd('\n')));
            outputs[id] = new JsonObject { ["outputs"] = new JsonObject(set) };
        }

        Summary += File.ReadAllText(Path.Combine(files, "summary"));
        return process.ExitCode == 0;
    }

    [GeneratedRegex(@"^(?<name>[\w-]+)<<(?<end>.+)\n(?<value>(?:.*\n)*?)\k<end>$", RegexOptions.Multiline)]
    private static partial Regex Output();

    private string NewFolder(string kind) => Directory.CreateDirectory(_folder.At($"{kind}-{++_folders}")).FullName;

    /// <summary>What of a checkout the workflows use: for the repository itself no more than the action and what it runs.</summary>
    private static void Copy(string from, string to)
    {
        var files = from == ReferenceData.RepositoryRoot
            ? Directory.EnumerateFiles(Path.Combine(from, ".github"), "*", SearchOption.AllDirectories).Append(Path.Combine(from, "global.json"))
            : Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories);
        foreach (var file in files)
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
