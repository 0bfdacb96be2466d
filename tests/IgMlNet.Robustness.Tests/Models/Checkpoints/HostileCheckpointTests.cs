using System.Diagnostics;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

public sealed class HostileCheckpointTests
{
    /// <summary>The promise of the reference data: under 1 s and 200 MB each.</summary>
    private const double MostSeconds = 1;
    private const long MostBytes = 200_000_000;

    [Theory]
    [InlineData("broken-empty.pt", "is empty", "again")]
    [InlineData("broken-not-a-checkpoint.pt", "web page", "Download")]
    [InlineData("broken-oversized-shape.pt", "beyond its storage of 432 elements", "origin")]
    [InlineData("broken-truncated.pt", "zip is damaged", "download it again")]
    [InlineData("hostile-deep-marks.pt", "nests more than 1000", "torch.save")]
    [InlineData("hostile-legacy-eval.pt", "'__builtin__.eval'", "torch.save")]
    [InlineData("hostile-os-system.pt", "'posix.system'", "torch.save")]
    [InlineData("hostile-zip-bomb-slip.pt", "compressed", "torch.save")]
    public void Bad_files_are_refused_by_name_and_with_a_remedy(string file, string problem, string remedy)
    {
        var path = ReferenceData.Require("checkpoints/" + file);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var error = Refused(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostBytes);

        // The best of three, since other tests and other programs share the processor.
        var seconds = Enumerable.Range(0, 3).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            Refused(path);
            return watch.Elapsed.TotalSeconds;
        });
        Assert.InRange(seconds, 0, MostSeconds);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
        Assert.False(File.Exists("igml-pwned"), "code of the checkpoint ran");
    }

    [Fact]
    public void Every_broken_and_hostile_reference_file_is_refused()
    {
        var folder = ReferenceData.Require("checkpoints");
        var files = Directory.GetFiles(folder, "broken-*").Concat(Directory.GetFiles(folder, "hostile-*")).ToArray();

        Assert.True(files.Length >= 8);
        Assert.All(files, path => Refused(path));
    }

    [Fact]
    public void Places_are_named()
    {
        Assert.Equal("archive/data.pkl, byte 36", Refused(ReferenceData.Require("checkpoints/hostile-os-system.pt")).Place);
        Assert.Equal("tensor 'conv1.weight'", Refused(ReferenceData.Require("checkpoints/broken-oversized-shape.pt")).Place);
    }

    [Fact]
    public void Absent_files_and_folders_are_unusable_input()
    {
        var absent = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));

        Assert.Contains("does not exist", Refused(absent).Problem, StringComparison.Ordinal);
        Assert.Contains("folder", Refused(Path.GetTempPath()).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS")]
    [InlineData("\u0093NUMPY\u0001\0", "NumPy")]
    [InlineData("\u0080\u0004\u0095\0\0\0\0\0\0\0\0}.", "torch.save did not write")]
    [InlineData("hello, world", "neither")]
    [InlineData("x", "neither")]
    public void Other_kinds_of_files_are_recognised(string content, string problem)
    {
        var error = Assert.Throws<InputException>(() => CheckpointBytes.Read(System.Text.Encoding.Latin1.GetBytes(content)));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    private static InputException Refused(string path) => Assert.Throws<InputException>(
        () => CheckpointReader.Read(path, cancellationToken: TestContext.Current.CancellationToken));
}
