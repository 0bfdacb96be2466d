using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Publishing.Workflows;
using IgMlNet.Publishing.Workflows.Reach;
using Markdig;
using Markdig.Syntax;

namespace IgMlNet.Publishing.Tests.Workflows;

public class WorkflowLintTests
{
    private const string Checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
    private static readonly string Root = IgMlNet.Tests.ReferenceData.RepositoryRoot;

    [Theory]
    [InlineData(SampleWorkflows.Evaluation)]
    [InlineData(SampleWorkflows.Publication)]
    [InlineData(SampleWorkflows.Action)]
    public void A_workflow_that_keeps_the_rules_is_left_in_peace(string text) => Assert.Empty(Check(text));

    [Theory]

    // W1: the commit in full, and the version behind it.
    [InlineData("W1", Checkout, "actions/checkout@v7", 23)]
    [InlineData("W1", Checkout, "actions/checkout@3d3c42e # v7.0.1", 23)]
    [InlineData("W1", Checkout, "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", 23)]
    [InlineData("W1", Checkout, "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7", 23)]
    [InlineData("W1", "run: echo", "uses: docker://alpine:3 # v3.0.0", 34)]
    [InlineData("W1", "run: echo", "uses: ./../other # v3.0.0", 34)]

    // W2: nothing may be written for a pull request.
    [InlineData("W2", "permissions: {}\n", "", 1)]
    [InlineData("W2", "permissions: {}", "permissions: write-all", 5)]
    [InlineData("W2", "permissions: {}", "permissions: {contents: write}", 5)]
    [InlineData("W2", "contents: read", "checks: write", 17)]
    [InlineData("W2", "contents: read", "actions: write", 17)]
    [InlineData("W2", "permissions:\n      contents: read", "permissions: write-all", 16)]

    // W3: the trigger with all rights, and the way round the guard.
    [InlineData("W3", "pull_request:", "pull_request: {}\n  pull_request_target:", 4)]
    [InlineData("W3", "path: candidate", "path: candidate\n          allow-unsafe-pr-checkout: true", 31)]

    // W4: no token stays.
    [InlineData("W4", "persist-credentials: false", "fetch-depth: 1", 23)]
    [InlineData("W4", "persist-credentials: false", "persist-credentials: true", 23)]

    // W5: texts of others come by the environment.
    [InlineData("W5", "${{ matrix.shard }}", "${{ github.event.pull_request.title }}", 34)]
    [InlineData("W5", "${{ matrix.shard }}", "${{ github['event']['pull_request'].title }}", 34)]
    [InlineData("W5", "${{ matrix.shard }}", "${{github.head_ref}}", 34)]
    [InlineData("W5", "${{ matrix.shard }}", "${{ format('{0}', github.ref_name) }}", 34)]
    [InlineData("W5", "${{ matrix.shard }}", "${{ toJSON(github) }}", 34)]
    [InlineData("W5", "${{ matrix.shard }}", "${{ GITHUB.EVENT.number }}", 34)]
    [InlineData("W5", "${{ matrix.shard }}", "${{ env.TITLE }}", 34)]
    [InlineData("W5", "${{ matrix.shard }}", "${{ inputs.x }}", 34)]

    // W6: no secret for a pull request.
    [InlineData("W6", "TITLE: ${{ github.event.pull_request.title }}", "TITLE: ${{ secrets.TOKEN }}", 33)]
    [InlineData("W6", "github.event.label.name == 'run'", "secrets.TOKEN != ''", 11)]
    [InlineData("W6", "TITLE: ${{ github.event.pull_request.title }}", "TITLE: ${{ toJSON(secrets) }}", 33)]

    // W7: machines of one's own.
    [InlineData("W7", "    timeout-minutes: 60\n", "", 10)]
    [InlineData("W7", "      group: gpu\n", "", 10)]
    [InlineData("W7", "      fail-fast: false\n", "", 10)]
    [InlineData("W7", "timeout-minutes: 60", "timeout-minutes: 60\n    container:\n      image: x\n      options: --privileged", 18)]
    [InlineData("W7", "timeout-minutes: 60", "timeout-minutes: 60\n    container:\n      volumes: ['/var/run/docker.sock:/x']", 17)]
    [InlineData("W7", "run: echo", "uses: actions/cache@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n        x: y", 32)]

    // W8: pull requests do not share a group.
    [InlineData("W8", "-${{ github.event.pull_request.number }}", "-${{ github.workflow }}", 7)]
    [InlineData("W8", "-${{ github.event.pull_request.number }}", "-${{ github.head_ref }}", 7)]
    [InlineData("W8", "concurrency:\n  group: evaluate-${{ github.event.pull_request.number }}\n  cancel-in-progress: true\n", "", 7)]

    // W9: commits, and the base's code.
    [InlineData("W9", "ref: ${{ github.event.pull_request.head.sha }}", "ref: ${{ github.head_ref }}", 29)]
    [InlineData("W9", "ref: ${{ github.event.pull_request.head.sha }}", "ref: ${{ github.event.pull_request.head.ref }}", 29)]
    [InlineData("W9", "          ref: ${{ github.event.pull_request.base.sha }}\n", "", 23)]
    [InlineData("W9", "          path: candidate\n", "", 27)]
    [InlineData("W9", "github.event.pull_request.base.sha", "github.event.pull_request.head.sha", 23)]
    public void A_workflow_for_pull_requests_that_breaks_a_rule_is_told_so_with_its_line(string rule, string text, string spoiled, int line) =>
        Fires(SampleWorkflows.Evaluation, rule, text, spoiled, line);

    [Theory]
    [InlineData("W2", "checks: write", "packages: write", 17)]
    [InlineData("W2", "runs-on: ubuntu-24.04", "runs-on: [self-hosted, linux]", 11)]
    [InlineData("W2", "      - run: igml publish", "      - run: igml publish\n  again:\n    runs-on: ubuntu-24.04\n    permissions: {checks: write}", 23)]
    [InlineData("W3", "persist-credentials: false", "persist-credentials: false\n          ref: ${{ github.event.workflow_run.head_sha }}", 22)]
    [InlineData("W3", "persist-credentials: false", "persist-credentials: false\n          repository: ${{ github.event.workflow_run.head_repository.full_name }}", 22)]
    [InlineData("W3", "run: igml publish", "uses: actions/download-artifact@3d3c42e5aac5ba805825da76410c181273ba90b1 # v8.0.1", 22)]
    [InlineData("W3", "run: igml publish", "run: gh run download 1", 22)]
    [InlineData("W3", "run: igml publish", "uses: actions/cache/restore@3d3c42e5aac5ba805825da76410c181273ba90b1 # v8.0.1", 22)]
    [InlineData("W3", "run: igml publish", "uses: actions/setup-node@3d3c42e5aac5ba805825da76410c181273ba90b1 # v8.0.1\n        with: {cache: npm}", 22)]
    [InlineData("W6", "      - run: igml publish", "  other:\n    uses: ./x.yml\n    secrets: inherit", 24)]
    [InlineData("W8", "cancel-in-progress: false", "cancel-in-progress: true", 8)]
    [InlineData("W8", "${{ github.event.workflow_run.head_repository.full_name }}-", "", 8)]
    [InlineData("W8", "${{ github.event.workflow_run.head_repository.full_name }}-${{ github.event.workflow_run.head_branch }}", "${{ github.ref }}", 8)]
    [InlineData("W9", "persist-credentials: false", "persist-credentials: false\n          ref: ${{ github.event.workflow_run.head_branch }}", 22)]
    public void A_publishing_workflow_that_breaks_a_rule_is_told_so_with_its_line(string rule, string text, string spoiled, int line) =>
        Fires(SampleWorkflows.Publication, rule, text, spoiled, line);

    [Theory]
    [InlineData("W1", Checkout, "actions/checkout@main # v7.0.1", 5)]
    [InlineData("W4", "persist-credentials: false", "path: x", 5)]
    [InlineData("W5", "$PLAN", "${{ inputs.plan }}", 12)]
    public void An_action_that_breaks_a_rule_is_told_so_with_its_line(string rule, string text, string spoiled, int line) =>
        Fires(SampleWorkflows.Action, rule, text, spoiled, line);

    [Theory]
    [InlineData("actions: write", 0)]
    [InlineData("pull-requests: write", 1)]
    [InlineData("contents: write", 2)]
    public void Beside_the_job_that_writes_another_may_start_workflows_and_nothing_else(string permission, int findings)
    {
        var text = "on: workflow_run\npermissions: {}\nconcurrency: {group: '${{ github.event.workflow_run.pull_requests }}', cancel-in-progress: false}\njobs:\n"
            + "  a: {runs-on: ubuntu-24.04, permissions: {checks: write}}\n"
            + $"  b: {{runs-on: ubuntu-24.04, permissions: {{{permission}}}}}\n";
        Assert.Equal(Enumerable.Repeat("W2", findings), Check(text).Select(static finding => finding.Rule.Id));
    }

    [Fact]
    public void A_persons_repository_needs_no_group_of_runners()
    {
        var text = SampleWorkflows.Evaluation.Replace("      group: gpu\n", "", StringComparison.Ordinal);
        Assert.Empty(Check(text, RunnerOwner.User));
    }

    [Theory]
    [InlineData("[ubuntu-24.04, windows-2025]", "${{ matrix.os }}", false)]
    [InlineData("[ubuntu-24.04, big-gpu]", "${{ matrix.os }}", true)]
    [InlineData("[{name: ubuntu-24.04}, {name: windows-2025}]", "${{ matrix.os.name }}", false)]
    [InlineData("[{name: ubuntu-24.04}, {name: big-gpu}]", "${{ matrix.os.name }}", true)]
    [InlineData("['${{ inputs.os }}']", "${{ matrix.os }}", true)]
    [InlineData("[ubuntu-24.04], include: [{os: big-gpu}]", "${{ matrix.os }}", true)]
    [InlineData("[1]", "${{ matrix.other }}", true)]
    [InlineData("[1]", "${{ inputs.runner }}", true)]
    [InlineData("[1]", "ubuntu-latest", false)]
    [InlineData("[1]", "ubuntu", true)]
    public void A_machine_is_ones_own_unless_the_file_says_that_it_is_not(string os, string runsOn, bool isOwn)
    {
        var file = WorkflowFile.Parse($"on: push\njobs:\n  a:\n    runs-on: {runsOn}\n    strategy: {{fail-fast: false, matrix: {{os: {os}}}}}\n", "x.yml");
        Assert.Equal(isOwn, file.Jobs.Single().IsSelfHosted);
    }

    [Fact]
    public void Every_rule_says_what_it_asks_for_why_and_what_to_do()
    {
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"W{number}"), WorkflowLint.Rules.Select(rule => rule.Id));
        Assert.All(WorkflowLint.Rules, rule => Assert.All([rule.Title, rule.Cause, rule.Remedy], text => Assert.Matches(@"^[A-Z'].*[^.]$", text)));
    }

    [Fact]
    public void The_documents_list_every_rule_in_order()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs", "workflow-rules.md")).Where(static line => line.StartsWith("| W", StringComparison.Ordinal));
        Assert.Equal(
            WorkflowLint.Rules.Select(static rule => $"| {rule.Id} | {rule.Title} | {rule.Cause} |"),
            rows.Select(static row => row.Replace("\\|", "|", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_workflows_of_this_repository_keep_the_rules()
    {
        var output = Igml.Run("lint-workflows", "--in", Path.Combine(Root, ".github")).Succeeded().Output;
        Assert.Matches(@"^0 findings in ([5-9]|\d\d+) files\n$", output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_workflows_that_the_documents_show_keep_the_rules()
    {
        var shown = Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, ".github"), "*.md"))
            .SelectMany(path => Markdown.Parse(File.ReadAllText(path)).Descendants<FencedCodeBlock>()
                .Where(block => block.Info == "yaml")
                .Select(block => (path, text: block.Lines.ToString())))
            .ToList();
        Assert.NotEmpty(shown);
        foreach (var (path, text) in shown)
            Assert.Empty(Check(text, path: path).Select(finding => finding.ToString()));
    }

    [Fact]
    public void Findings_end_the_command_with_a_line_for_each()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At(".github/workflows"));
        var path = folder.At(".github/workflows/x.yml");
        File.WriteAllText(path, SampleWorkflows.Evaluation.Replace(Checkout, "actions/checkout@v7", StringComparison.Ordinal));
        var result = Igml.Run("lint-workflows", "--in", folder.At(".github"));
        Assert.Equal(ExitCode.UnusableInput, result.ExitCode);
        var lines = result.Output.TrimEnd().Split('\n');
        Assert.StartsWith($"{path}:23:15: W1: 'actions/checkout@v7' is not pinned to a full commit. Tags and branches can be moved", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2 findings in 1 files", lines[2], StringComparison.Ordinal);
        Assert.Contains("has no workflows", Igml.Run("lint-workflows", "--in", folder.Path + "/.github/none").Error + Igml.Run("lint-workflows", "--in", Directory.CreateDirectory(folder.At("empty")).FullName).Error, StringComparison.Ordinal);
    }

    private static void Fires(string workflow, string rule, string text, string spoiled, int line)
    {
        var at = workflow.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        var findings = Check(workflow[..at] + spoiled + workflow[(at + text.Length)..]);
        Assert.Contains((rule, (long)line), findings.Select(finding => (finding.Rule.Id, finding.Line)));
    }

    private static IReadOnlyList<WorkflowFinding> Check(string text, RunnerOwner owner = RunnerOwner.Organization, string path = "x.yml") =>
        WorkflowLint.Check(new WorkflowSet([WorkflowFile.Parse(text, path)]), owner);
}
