namespace IgMlNet.IO.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    private string Target => Path.Combine(_folder, "report.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Writes_and_replaces_without_a_byte_order_mark()
    {
        AtomicFile.Write(Target, "first", Token);
        AtomicFile.Write(Target, "ε", Token);
        Assert.Equal([0xce, 0xb5], File.ReadAllBytes(Target));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Makes_the_folder()
    {
        AtomicFile.Write(Path.Combine(_folder, "a", "b", "c.txt"), "text", Token);
        Assert.Equal("text", File.ReadAllText(Path.Combine(_folder, "a", "b", "c.txt")));
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_old_file_alone()
    {
        AtomicFile.Write(Target, "old", Token);
        var error = Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write("half of the new"u8);
            throw new InvalidOperationException("no more");
        }, Token));
        Assert.Equal("no more", error.Message);
        AssertOnlyOldFile();
    }

    [Fact]
    public void A_cancellation_while_writing_leaves_the_old_file_alone()
    {
        AtomicFile.Write(Target, "old", Token);
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write("all of the new"u8);
            cancellation.Cancel();
        }, cancellation.Token));
        AssertOnlyOldFile();
        Assert.ThrowsAny<OperationCanceledException>(() => AtomicFile.Write(Target, "new", cancellation.Token));
        AssertOnlyOldFile();
    }

    [Fact]
    public void The_target_is_untouched_until_all_is_written()
    {
        AtomicFile.Write(Target, "old", Token);
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(Target));
        }, Token);
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        var error = Assert.Throws<InputException>(() => AtomicFile.Write(_folder, "text", Token));
        Assert.StartsWith(_folder + ": is a folder, not a file. Name a file.", error.Message, StringComparison.Ordinal);
        AtomicFile.Write(Target, "a file", Token);
        Assert.Throws<InputException>(() => AtomicFile.Write(Path.Combine(Target, "below.txt"), "text", Token));
        Assert.Throws<InputException>(() => AtomicFile.Write("", "text", Token));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs symbolic links");
        var link = Path.Combine(_folder, "link.json");
        AtomicFile.Write(Target, "old", Token);
        File.CreateSymbolicLink(link, Target);
        AtomicFile.Write(link, "new", Token);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(Target));
    }

    private void AssertOnlyOldFile()
    {
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }
}
