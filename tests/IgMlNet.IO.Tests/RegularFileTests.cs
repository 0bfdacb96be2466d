using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace IgMlNet.IO.Tests;

public sealed class RegularFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-regular-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2 << 10, "KiB")]
    [InlineData(2 << 20, "MiB")]
    public void A_file_of_the_largest_size_is_read_and_one_byte_more_is_refused(int largest, string unit)
    {
        var path = At("file");
        File.WriteAllBytes(path, new byte[largest]);

        Assert.Equal(largest, RegularFile.ReadAllBytes(path, largest, "Name another").Length);

        File.WriteAllBytes(path, new byte[largest + 1]);
        var refused = Assert.Throws<InputException>(() => RegularFile.ReadAllBytes(path, largest, "Name another"));
        Assert.Equal($"is larger than 2 {unit}", refused.Problem);
        Assert.Equal("Name another", refused.Remedy);
    }

    [Fact]
    public void A_file_is_opened_at_its_beginning_with_its_length_and_can_be_sought()
    {
        File.WriteAllBytes(At("file"), [1, 2, 3]);
        using var stream = RegularFile.Open(At("file"));
        Assert.Equal((0L, 3L, true), (stream.Position, stream.Length, stream.CanSeek));
        stream.Position = 2;
        Assert.Equal(3, stream.ReadByte());
    }

    [Fact]
    public void A_link_is_followed()
    {
        File.WriteAllBytes(At("file"), [1, 2, 3]);
        File.CreateSymbolicLink(At("link"), At("file"));
        Assert.Equal([1, 2, 3], RegularFile.ReadAllBytes(At("link"), 3));
    }

    [Fact]
    public void An_empty_file_is_read() => Assert.Empty(RegularFile.ReadAllBytes(Written("empty", []), 3));

    [Fact]
    public void What_is_no_file_is_named_for_what_it_is_without_waiting_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: named pipes, devices and sockets");
        Assert.Equal("is a pipe, not a file", Refused(Pipe("pipe")));
        Assert.Equal("is a device, not a file", Refused("/dev/zero"));
        Assert.Equal("is a device, not a file", Refused("/dev/null"));
        Assert.Equal("is a folder, not a file", Refused(_folder));
        Assert.Equal("is a pipe, not a file", Refused(Link("to-pipe", At("pipe"))));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("socket")));
        Assert.Equal("is a socket, not a file", Refused(At("socket")));
    }

    [Fact]
    public void An_absent_file_has_one_wording()
    {
        Assert.Equal("does not exist", Refused(At("absent")));
        Assert.Equal("does not exist", Refused(At("no/folder/absent")));
        Assert.Equal("does not exist", Refused(Path.Combine(Written("file", [1]), "within")));
        Assert.Equal("is a link to something that does not exist", Refused(Link("dangling", At("absent"))));
        Assert.Equal("is not a path", Refused(""));
        Assert.Equal("is not a path", Refused("a\0b"));
        Assert.Equal($"{At("absent")}: does not exist. Check the path.", Assert.Throws<InputException>(() => RegularFile.Open(At("absent"))).Message);
        Assert.Equal($"{At("absent")}: does not exist. Name a plan.", Assert.Throws<InputException>(() => RegularFile.Open(At("absent"), "Name a plan")).Message);
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(At("a"), At("b"));
        File.CreateSymbolicLink(At("b"), At("a"));
        Assert.StartsWith("cannot be read: ", Refused(At("a")), StringComparison.Ordinal);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_file_that_may_not_be_read_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: permissions");
        var path = Written("secret", [1]);
        File.SetUnixFileMode(path, UnixFileMode.None);

        // Root may read everything.
        var problem = LinuxFile.User == 0 ? RegularFile.Unreadable(path, new UnauthorizedAccessException()).Problem : Refused(path);
        Assert.Equal("may not be read: permission denied", problem);
    }

    [Fact]
    public void A_file_that_another_process_writes_is_refused_and_one_that_is_only_read_is_not()
    {
        var path = Written("journal", [1]);
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal("is being written by another process", Refused(path));
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
            Assert.Equal([1], RegularFile.ReadAllBytes(path, 1));
    }

    [Fact]
    public void A_place_to_write_to_is_free_or_a_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: named pipes and devices");
        RegularFile.RequireRegularOrAbsent(At("free"));
        RegularFile.RequireRegularOrAbsent(Written("file", [1]));
        RegularFile.RequireRegularOrAbsent(Link("dangling", At("free")));
        foreach (var place in new[] { _folder, "/dev/null", Pipe("pipe") })
            Assert.Throws<InputException>(() => RegularFile.RequireRegularOrAbsent(place));
        Assert.Throws<InputException>(() => AtomicFile.Write(At("pipe"), "text", TestContext.Current.CancellationToken));
        Assert.Equal("is a pipe, not a file", Refused(At("pipe")));
    }

    private static string Refused(string path)
    {
        var refused = Assert.Throws<InputException>(() => RegularFile.ReadAllBytes(path, 1 << 20));
        Assert.Equal(path, refused.InputSource);
        Assert.Equal(refused.Problem, Assert.Throws<InputException>(() => RegularFile.Open(path)).Problem);
        return refused.Problem;
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Written(string name, byte[] content)
    {
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    private string Link(string name, string target)
    {
        File.CreateSymbolicLink(At(name), target);
        return At(name);
    }

    private string Pipe(string name)
    {
        using var made = Process.Start("mkfifo", At(name));
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return At(name);
    }
}
