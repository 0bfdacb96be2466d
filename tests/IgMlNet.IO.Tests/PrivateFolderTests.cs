using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IgMlNet.IO.Tests;

[SupportedOSPlatform("linux")]
public sealed class PrivateFolderTests : IDisposable
{
    private const UnixFileMode OnlyUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;
    private const uint Stranger = 4321;

    private readonly string _root;

    public PrivateFolderTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: owners and permissions");
        _root = Directory.CreateTempSubdirectory("igmlnet-private-").FullName;
    }

    private string Cache => Path.Combine(_root, "cache");

    private string Folder => Path.Combine(Cache, "igmlnet", "native");

    public void Dispose()
    {
        if (_root is not null)
            Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void A_folder_is_made_for_its_user_only()
    {
        Assert.Equal(Folder, PrivateFolder.Open(Folder).Path);
        Assert.Equal(OnlyUser, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public void Files_are_found_again_by_their_content()
    {
        var folder = PrivateFolder.Open(Folder);
        folder.Write("file", [1, 2, 3]);
        Assert.True(folder.Holds("file", [1, 2, 3]));
        Assert.False(folder.Holds("file", [1, 2, 4]));
        Assert.False(folder.Holds("file", [1, 2]));
        Assert.False(folder.Holds("other", [1, 2, 3]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("file")));
    }

    [Fact]
    public void A_folder_above_that_others_may_write_to_is_refused_by_name()
    {
        Directory.CreateDirectory(Folder);
        Open(_root);
        Open(Cache);
        var refused = Assert.Throws<InputException>(() => PrivateFolder.Open(Folder));
        Assert.Equal($"{_root}: is a folder that other users may write to. Close it to them (chmod go-w), or name another folder.", refused.Message);
    }

    [Fact]
    public void Below_a_folder_that_others_cannot_enter_modes_do_not_matter()
    {
        Directory.CreateDirectory(Folder);
        Open(Cache);
        Assert.Equal(OnlyUser, File.GetUnixFileMode(_root));
        PrivateFolder.Open(Folder);
    }

    [Fact]
    public void A_shared_folder_with_the_sticky_bit_is_as_good_as_tmp()
    {
        Open(_root);
        Directory.CreateDirectory(Cache);
        File.SetUnixFileMode(Cache, Everyone | UnixFileMode.StickyBit);
        File.SetUnixFileMode(_root, OnlyUser | UnixFileMode.OtherExecute);
        PrivateFolder.Open(Folder);
    }

    [Fact]
    public void A_folder_of_another_user_is_refused_whoever_may_write_to_it()
    {
        if (LinuxFile.User != 0)
        {
            // Only root can make files of another user; to another user, ours are.
            Directory.CreateDirectory(Folder);
            Assert.StartsWith(
                "belongs to another user", Assert.Throws<InputException>(() => PrivateFolder.Open(Folder, LinuxFile.User + 1)).Problem, StringComparison.Ordinal);
            return;
        }

        foreach (var strange in new[] { Cache, Path.GetDirectoryName(Folder)!, Folder })
        {
            Directory.CreateDirectory(Folder);
            Assert.Equal(0, ChangeOwner(strange, Stranger, Stranger));
            var refused = Assert.Throws<InputException>(() => PrivateFolder.Open(Folder));
            Assert.Equal((strange, "belongs to another user (number 4321)"), (refused.InputSource, refused.Problem));
            Directory.Delete(Cache, recursive: true);
        }
    }

    [Fact]
    public void A_file_of_another_user_is_replaced()
    {
        var folder = PrivateFolder.Open(Folder);
        File.WriteAllBytes(folder.At("file"), [1, 2, 3]);

        // Only root can make files of another user; one that others may write to is as strange.
        if (LinuxFile.User == 0)
            Assert.Equal(0, ChangeOwner(folder.At("file"), Stranger, Stranger));
        else
            File.SetUnixFileMode(folder.At("file"), Everyone);
        Assert.False(folder.Holds("file", [1, 2, 3]));
        folder.Write("file", [1, 2, 3]);
        Assert.True(folder.Holds("file", [1, 2, 3]));
    }

    [Fact]
    public void The_way_through_a_link_is_checked_and_the_real_place_is_told()
    {
        var real = Path.Combine(_root, "real");
        Directory.CreateDirectory(real);
        File.CreateSymbolicLink(Cache, "real");
        Assert.Equal(Path.Combine(real, "igmlnet", "native"), PrivateFolder.Open(Folder).Path);
        if (LinuxFile.User != 0)
            return;
        Assert.Equal(0, ChangeOwnerOfLink(Cache, Stranger, Stranger));
        Assert.Equal(Cache, Assert.Throws<InputException>(() => PrivateFolder.Open(Folder)).InputSource);
    }

    [Fact]
    public void Links_in_a_circle_and_files_in_place_of_folders_are_refused()
    {
        File.CreateSymbolicLink(Cache, Cache);
        Assert.Throws<InputException>(() => PrivateFolder.Open(Folder));
        File.Delete(Cache);
        File.WriteAllText(Cache, "a file");
        Assert.Throws<InputException>(() => PrivateFolder.Open(Folder));
    }

    private static void Open(string folder)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, Everyone);
    }

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [DllImport("libc", EntryPoint = "lchown")]
    private static extern int ChangeOwnerOfLink([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
