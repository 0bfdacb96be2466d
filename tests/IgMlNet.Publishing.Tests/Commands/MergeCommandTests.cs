using System.Diagnostics;
using IgMlNet.Publishing.Tests.GitHub;
using IgMlNet.Publishing.Tests.Support;

namespace IgMlNet.Publishing.Tests.Commands;

public sealed class MergeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_does_not_exist_is_said_not_to() => Assert.Contains(
        $"--from: '{_folder.At("nope")}' does not exist", Igml.Run("merge", "--from", _folder.At("nope"), "--out", _folder.At("out")).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);

    [Fact]
    public void What_a_Mac_leaves_beside_journals_is_passed_over()
    {
        Directory.CreateDirectory(_folder.At("shards"));
        foreach (var (name, bytes) in SampleResults.Journals(SampleResults.Of(180), 2))
        {
            File.WriteAllBytes(_folder.At($"shards/{name}"), bytes);
            File.WriteAllText(_folder.At($"shards/._{name}"), "Mac OS X");
        }

        Igml.Run("merge", "--from", _folder.At("shards"), "--out", _folder.At("out")).Succeeded();
    }

    [Theory]
    [InlineData("merge --from nope 2>/dev/full", 2)]
    [InlineData("merge --from nope 2>&-", 2)]
    [InlineData("merge --help >/dev/full", 1)]
    [InlineData("--version | true; exit ${PIPESTATUS[0]}", 0)]
    public async Task Outputs_that_are_full_or_closed_end_nothing_by_a_signal(string command, int exitCode)
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("needs /dev/full");
        var start = new ProcessStartInfo("bash") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"dotnet {TestedProgram.File} {command}");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.DoesNotContain("Unhandled", await error + await output, StringComparison.Ordinal);
        Assert.Equal(exitCode, process.ExitCode);
    }
}
