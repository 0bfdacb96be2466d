using IgMlNet.IO;
using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Publishing.Workflows;

namespace IgMlNet.Publishing.Tests.Workflows;

public class WorkflowFolderTests
{
    private const string Workflow = "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n";

    [Fact]
    public void Links_to_their_own_folder_are_entered_once()
    {
        using var folder = new TemporaryFolder();
        Write(folder, ".github/workflows/ci.yml", Workflow + "      - run: make\n");
        for (var i = 0; i < 6; i++)
            Directory.CreateSymbolicLink(folder.At($".github/workflows/link{i}"), folder.At(".github"));
        Assert.Equal([folder.At(".github/workflows/ci.yml")], WorkflowFolder.FilesOf(folder.At(".github")));
    }

    [Fact]
    public void Actions_behind_a_link_are_looked_at_since_runners_follow_it()
    {
        using var folder = new TemporaryFolder();
        Write(folder, ".github/workflows/ci.yml", Workflow + "      - run: make\n");
        Write(folder, "elsewhere/hidden/action.yml", "runs:\n  using: composite\n  steps:\n    - uses: someone/thing@main\n");
        Directory.CreateSymbolicLink(folder.At(".github/actions"), folder.At("elsewhere"));
        var finding = Assert.Single(WorkflowLint.Check(WorkflowFolder.Read([folder.At(".github")]), RunnerOwner.Organization));
        Assert.Equal((folder.At(".github/actions/hidden/action.yml"), 4L), (finding.Path, finding.Line));
    }

    [Fact]
    public void Actions_that_workflows_use_are_looked_at_wherever_they_lie()
    {
        using var folder = new TemporaryFolder();
        Write(folder, ".github/workflows/ci.yml", Workflow + "      - uses: ./build/prepare\n");
        Write(folder, "build/prepare/action.yaml", "runs:\n  using: composite\n  steps:\n    - uses: ./build/other/\n");
        Write(folder, "build/other/action.yml", "runs:\n  using: composite\n  steps:\n    - uses: ./build/prepare\n    - uses: someone/thing@main\n");
        var files = WorkflowFolder.Read([folder.At(".github")]);
        Assert.Equal(3, files.Files.Count());
        Assert.Equal(folder.At("build/other/action.yml"), Assert.Single(WorkflowLint.Check(files, RunnerOwner.Organization)).Path);
    }

    [Fact]
    public void A_folder_of_too_many_entries_is_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("x"));
        for (var i = 0; i < 10_001; i++)
            File.WriteAllText(folder.At($"x/{i}"), "");
        Assert.Contains("more than 10000 entries", Assert.Throws<InputException>(() => WorkflowFolder.FilesOf(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_multiply_end()
    {
        // Each of ten actions uses the next one fifty times.
        using var folder = new TemporaryFolder();
        Write(folder, ".github/workflows/ci.yml", Workflow.Replace("push", "workflow_run", StringComparison.Ordinal) + "      - uses: ./a0\n");
        for (var i = 0; i < 10; i++)
        {
            Write(folder, $"a{i}/action.yml", $"inputs: {{x: {{default: '${{{{ inputs.x }}}}${{{{ inputs.x }}}}'}}}}\nruns:\n  using: composite\n  steps:\n"
                + string.Concat(Enumerable.Repeat($"    - uses: ./a{i + 1}\n      with: {{x: '${{{{ inputs.x || inputs.x && inputs.x }}}}'}}\n", 50)));
        }

        Write(folder, "a10/action.yml", "runs:\n  using: composite\n  steps:\n    - run: git fetch origin ${{ inputs.x }}\n      shell: bash\n");
        Assert.NotEmpty(WorkflowLint.Check(WorkflowFolder.Read([folder.At(".github")]), RunnerOwner.Organization));
    }

    private static void Write(TemporaryFolder folder, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.At(name))!);
        File.WriteAllText(folder.At(name), text);
    }
}
