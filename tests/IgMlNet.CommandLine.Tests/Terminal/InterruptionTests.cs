using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IgMlNet.CommandLine.Tests.Terminal;

public sealed class InterruptionTests : IDisposable
{
    private const int Terminate = 15;

    /// <summary>Far more than it takes: a process that needs it never ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-interruption-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Work_inside_a_library_ends_on_SIGTERM_and_leaves_the_old_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        var written = Path.Combine(_folder, InterruptionProbe.Written);
        File.WriteAllText(written, "old");
        using var process = Start();
        var complained = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(
            SpinWait.SpinUntil(() => File.Exists(Path.Combine(_folder, InterruptionProbe.Started)) || process.HasExited, Patience), "It never started.");
        Assert.False(process.HasExited, "It ended before it was asked to.");

        Assert.Equal(0, Kill(process.Id, Terminate));

        var ended = process.WaitForExit(Patience);
        if (!ended)
            process.Kill();
        Assert.True(ended, "It did not end.");
        Assert.Equal(ExitCode.Terminated, process.ExitCode);
        Assert.Contains("probe: interrupted.", await complained, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(written));
        Assert.Equal([InterruptionProbe.Started, InterruptionProbe.Written], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true };
        foreach (var argument in new[]
        {
            typeof(InterruptionTests).Assembly.Location, "-noLogo", "-explicit", "only",
            "-method", $"{typeof(InterruptionProbe).FullName}.{nameof(InterruptionProbe.Write_a_file_and_stay_inside_a_library)}",
        })
            start.ArgumentList.Add(argument);
        start.Environment[InterruptionProbe.FolderVariable] = _folder;
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
