using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

public sealed class NativeFoldersTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_hosts_folders_come_first_then_the_applications()
    {
        var manifest = Make("manifest");
        var application = Make("app");
        var runtimes = Make("app", "runtimes", NativeFolders.Platform, "native");
        var found = NativeFolders.Candidates(
            application + Path.DirectorySeparatorChar,
            string.Join(Path.PathSeparator, manifest + Path.DirectorySeparatorChar, _root.At("gone"), ""),
            Path.Combine(application, "TorchSharp.dll"));
        Assert.Equal([manifest, runtimes, application], found);
    }

    [Fact]
    public void In_the_package_cache_the_packages_of_the_same_version_are_looked_into()
    {
        var managed = Make("packages", "torchsharp", "0.107.0", "lib", "net8.0");
        var bridge = Make("packages", "torchsharp", "0.107.0", "runtimes", NativeFolders.Platform, "native");
        var libtorch = Make(
            "packages", $"libtorch-cpu-{NativeFolders.Platform}", NativeFolders.LibtorchVersion,
            "runtimes", NativeFolders.Platform, "native");
        Make(
            "packages", $"libtorch-cpu-{NativeFolders.Platform}", "1.0.0", "runtimes", NativeFolders.Platform, "native");
        var found = NativeFolders.Candidates(_root.At("script"), null, Path.Combine(managed, "TorchSharp.dll"));
        Assert.Equal([managed, bridge, libtorch], found);
    }

    [Fact]
    public void A_single_file_application_has_its_own_folder_alone()
    {
        var application = Make("app");
        Assert.Equal([application], NativeFolders.Candidates(application, null, ""));
    }

    [Fact]
    public void A_file_is_found_in_the_first_folder_that_has_it()
    {
        var first = Make("first");
        var second = Make("second");
        File.WriteAllText(Path.Combine(second, "both.so"), "");
        File.WriteAllText(Path.Combine(first, "both.so"), "");
        File.WriteAllText(Path.Combine(second, "one.so"), "");
        Assert.Equal(Path.Combine(first, "both.so"), NativeFolders.Find([first, second], "both.so"));
        Assert.Equal(Path.Combine(second, "one.so"), NativeFolders.Find([first, second], "one.so"));
        Assert.Null(NativeFolders.Find([first, second], "none.so"));
    }

    private string Make(params ReadOnlySpan<string> parts) => Directory.CreateDirectory(_root.At(parts)).FullName;
}
