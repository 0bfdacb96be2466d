using System.Runtime.Versioning;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class PatchedLibraryCacheTests : IDisposable
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;
    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;

    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];

    private readonly TemporaryFolder _root = new();
    private readonly PatchedLibraryCache _cache;

    public PatchedLibraryCacheTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: patching is for ELF");
        _cache = new PatchedLibraryCache(Folder);
    }

    private string Folder => _root.At("cache", "igmlnet", "native");

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_copy_is_written_for_its_user_alone()
    {
        var file = _cache.Provide("lib.so", Content);
        Assert.Equal(Content, File.ReadAllBytes(file));
        Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(file));
        Assert.Equal(OwnerOnlyFolder, File.GetUnixFileMode(Folder));
        Assert.Equal(file, Assert.Single(Directory.GetFiles(Folder)));
    }

    [Fact]
    public void A_copy_that_is_there_is_used_as_it_is()
    {
        var file = _cache.Provide("lib.so", Content);
        var longAgo = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, longAgo);
        Assert.Equal(file, _cache.Provide("lib.so", Content));
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void A_folder_open_to_others_is_closed()
    {
        Directory.CreateDirectory(Folder);
        File.SetUnixFileMode(Folder, Everyone);
        _cache.Provide("lib.so", Content);
        Assert.Equal(OwnerOnlyFolder, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public void A_copy_with_other_content_is_replaced()
    {
        var file = _cache.Provide("lib.so", Content);
        var tampered = Content.ToArray();
        tampered[50_000] ^= 1;
        foreach (var wrong in new[] { tampered, Content[..^1], [], [.. Content, 0] })
        {
            File.WriteAllBytes(file, wrong);
            _cache.Provide("lib.so", Content);
            Assert.Equal(Content, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void A_copy_that_others_may_write_is_replaced()
    {
        var file = _cache.Provide("lib.so", Content);
        File.SetUnixFileMode(file, Everyone);
        _cache.Provide("lib.so", Content);
        Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_link_in_place_of_the_copy_is_replaced_and_its_target_left_alone()
    {
        Directory.CreateDirectory(Folder);
        var target = _root.At("target.so");
        File.WriteAllBytes(target, Content);
        File.CreateSymbolicLink(Path.Combine(Folder, "lib.so"), target);
        var file = _cache.Provide("lib.so", Content);
        Assert.Null(new FileInfo(file).LinkTarget);
        Assert.Equal(Content, File.ReadAllBytes(file));
        File.WriteAllBytes(target, []);
        Assert.Equal(Content, File.ReadAllBytes(file));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_with_the_remedy()
    {
        File.WriteAllText(_root.At("cache"), "a file where the folder should be");
        var failure = Assert.Throws<NativeBackendException>(() => _cache.Provide("lib.so", Content));
        Assert.Equal(NativeBackendProblem.CacheUnusable, failure.Problem);
        Assert.Contains(Folder, failure.Message, StringComparison.Ordinal);
        Assert.Contains("XDG_CACHE_HOME", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_that_fails_leaves_no_partial_file()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "lib.so"));
        Assert.Throws<NativeBackendException>(() => _cache.Provide("lib.so", Content));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Many_at_once_each_get_the_whole_file_and_leave_one()
    {
        var file = _cache.Provide("lib.so", Content);
        var lengths = new HashSet<int>();
        var isDone = false;
        var watcher = new Thread(() =>
        {
            do
                lengths.Add(File.ReadAllBytes(file).Length);
            while (!Volatile.Read(ref isDone));
        });
        watcher.Start();
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            // Every fourth finds a damaged copy, put in place as a whole by someone else.
            if (i % 4 == 0)
            {
                var other = _root.At(FormattableString.Invariant($"other{i}"));
                File.WriteAllBytes(other, new byte[Content.Length]);
                File.Move(other, file, overwrite: true);
            }

            Assert.Equal(file, _cache.Provide("lib.so", Content));
        });
        Volatile.Write(ref isDone, true);
        watcher.Join();
        Assert.Equal(Content.Length, Assert.Single(lengths));
        Assert.Equal(Content, File.ReadAllBytes(_cache.Provide("lib.so", Content)));
        Assert.Equal(file, Assert.Single(Directory.GetFiles(Folder)));
    }
}
