using System.CommandLine;
using System.Globalization;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.Workflows;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml lint-workflows</c>: whether workflows keep the rules for public repositories. Needs no libtorch.</summary>
internal sealed class LintWorkflowsCommand : IgmlCommand
{
    private readonly IgmlOption<IReadOnlyList<string>> _in = new(
        "--in", Notations.ListOf(Notations.Path("paths")), [".github"],
        "Folders such as .github, or files, separated by commas: workflows, and descriptions of composite actions.");

    private readonly IgmlOption<RunnerOwner> _owner = new(
        "--owner", Notations.OneOf(("organization", RunnerOwner.Organization), ("user", RunnerOwner.User)), RunnerOwner.Organization,
        "Whose the repository is: organization or user, which has no groups of runners.");

    public LintWorkflowsCommand()
        : base(
            "lint-workflows",
            "Reports where workflows break the rules that keep a public repository with GPU runners safe; docs/workflow-rules.md lists the rules.")
    {
        AddGroup("Workflows", _in, _owner);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The workflows of this repository:", "igml lint-workflows"),
        new("A single file of a person's repository:", "igml lint-workflows --in .github/workflows/robustness.yml --owner user"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var files = WorkflowFolder.Read(arguments.GetValue(_in)!);
        var findings = WorkflowLint.Check(files, arguments.GetValue(_owner));
        foreach (var finding in findings)
            terminal.Line(Visible.Text(finding.ToString()));
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{findings.Count} findings in {files.Files.Count()} files"));
        return findings.Count == 0 ? ExitCode.Success : ExitCode.UnusableInput;
    }
}
