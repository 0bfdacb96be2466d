using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.Publishing;

namespace IgMlNet.Publishing.Options;

/// <summary>Where on GitHub a report goes, and as whom: <c>--repo</c>, <c>--key</c>, <c>--author</c>, <c>--when-refused</c>, <c>--dry-run</c>.</summary>
internal sealed class GitHubOptions
{
    private readonly IgmlOption<string> _repository = Repository();

    private readonly IgmlOption<string> _key = new(
        "--key",
        Notations.Read("word", static text => ReportMarker.CheckedKey(text, "--key"), static key => key, ["robustness"], "Not a key", ""),
        "robustness", "Which report it is, where a pull request has several; also the check's name.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _author = new(
        "--author",
        Notations.Read(
            "login",
            static text => text.Length is > 0 and <= 100 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '[' or ']' or '_')
                ? text
                : throw new ValueException($"'{text}' is not a login", "Write for example 'my-app[bot]'"),
            static login => login, ["my-app[bot]"], "a b", ""),
        "github-actions[bot]", "The bot that the token is of; of an app, its name with [bot] behind.")
    { DecidesResults = false };

    private readonly IgmlOption<WhenRefused> _whenRefused = new(
        "--when-refused",
        Notations.OneOf(("pass", GitHub.Publishing.WhenRefused.Pass), ("fail", GitHub.Publishing.WhenRefused.Fail)), GitHub.Publishing.WhenRefused.Pass,
        "What to do where GitHub does not let the comment be written: pass (say so, with exit code 0) or fail.")
    { DecidesResults = false };

    private readonly IgmlFlag _dryRun = new("--dry-run", "Shows what would be written to GitHub, and writes none of it.");

    /// <summary><c>--repo</c>.</summary>
    public static IgmlOption<string> Repository() => new(
        "--repo",
        Notations.Read("owner/name", static text => RepositoryName.Parse(text, "--repo").ToString(), static name => name, ["owner/name"], "name", ""),
        "The repository.")
    { Unset = "that of the workflow, GITHUB_REPOSITORY", DecidesResults = false };

    /// <summary>The options, for a group of help.</summary>
    public IReadOnlyList<Option> All => [_repository, _key, _author, _whenRefused, _dryRun];

    /// <summary>The repository, by the environment's server and token.</summary>
    public GitHubConnection Connect(ParseResult arguments, ActionsEnvironment actions, TerminalOutput terminal)
    {
        var connection = GitHubConnection.FromEnvironment(actions.Variable, arguments.GetValue(_repository));

        // Runners take a line that begins with colons, behind spaces or not, for a command: a bar keeps what is shown from being one.
        return arguments.GetValue(_dryRun) ? connection with { DryRun = line => terminal.Line($"| {line}") } : connection;
    }

    /// <summary>Which report it is.</summary>
    public string Key(ParseResult arguments) => arguments.GetValue(_key)!;

    /// <summary>Who writes.</summary>
    public string Author(ParseResult arguments) => arguments.GetValue(_author)!;

    /// <summary>What a refusal leads to.</summary>
    public WhenRefused WhenRefused(ParseResult arguments) => arguments.GetValue(_whenRefused);
}
