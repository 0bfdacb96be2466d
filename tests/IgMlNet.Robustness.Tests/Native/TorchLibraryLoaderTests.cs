using System.Security.Cryptography;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

public sealed class TorchLibraryLoaderTests
{
    private const string LacksUnneededVersion =
        "Unable to load shared library. Consider using a tool like strace: \n"
        + "/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)\n";

    [Fact]
    public void Where_the_plain_load_works_nothing_is_patched()
    {
        using var there = new Installation();
        var (handle, file, isPatchedCopy) = there.Loader(_ => 7).Load();
        Assert.Equal(7, handle);
        Assert.Equal(there.Library, file);
        Assert.False(isPatchedCopy);
        Assert.Equal(["libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"], there.Loaded);
        Assert.False(Directory.Exists(there.Cache));
    }

    [Fact]
    public void Libraries_of_a_cuda_build_are_loaded_before_those_that_need_them()
    {
        using var there = new Installation();
        there.Add("libtorch_cuda.so", []);
        there.Add("libc10_cuda.so", []);
        var loader = there.Loader(_ => 7);
        loader.Load();
        Assert.Equal(
            ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so", "libLibTorchSharp.so"],
            there.Loaded);
        Assert.True(loader.HasCudaLibraries());
    }

    [Fact]
    public void Where_the_version_is_missing_a_patched_copy_is_loaded_and_the_original_stays()
    {
        SkipUnlessLinux();
        using var there = new Installation();
        var original = File.ReadAllBytes(there.Library);
        var written = File.GetLastWriteTimeUtc(there.Library);
        var (handle, file, isPatchedCopy) = there.Loader(LackingVersion).Load();
        Assert.Equal(7, handle);
        Assert.True(isPatchedCopy);
        Assert.Equal(original, File.ReadAllBytes(there.Library));
        Assert.Equal(written, File.GetLastWriteTimeUtc(there.Library));
        var copy = Assert.Single(Directory.GetFiles(there.Cache));
        Assert.Equal(copy, file);
        Assert.Equal(copy, there.LoadedPaths[^1]);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(original)), copy, StringComparison.Ordinal);
        Assert.Equal(UnneededVersionPatch.Apply(original, "sample.so"), File.ReadAllBytes(copy));
    }

    [Fact]
    public void With_patching_off_the_message_names_the_setting()
    {
        SkipUnlessLinux();
        using var there = new Installation();
        var failure = there.Fails(LackingVersion, NativeBackendProblem.PatchTurnedOff, mayPatch: false);
        Assert.Contains(TorchNative.NoPatchVariable, failure.Message, StringComparison.Ordinal);
        Assert.IsType<DllNotFoundException>(failure.InnerException);
        Assert.False(Directory.Exists(there.Cache));
    }

    [Theory]
    [InlineData("/lib/libc.so.6: version `GLIBC_2.34' not found (required by x)", "GLIBC_2.34")]
    [InlineData("/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by x)", "GLIBCXX_3.4.30")]
    [InlineData("/lib/libstdc++.so.6: version `GLIBCXX_3.4.320' not found (required by x)", "GLIBCXX_3.4.320")]
    [InlineData("/lib/libother.so.6: version `GLIBCXX_3.4.32' not found (required by x)", "GLIBCXX_3.4.32")]
    public void Any_other_missing_version_means_an_older_system_and_no_patch(string words, string version)
    {
        using var there = new Installation();
        var failure = there.Fails(
            path => path == there.Library ? throw new DllNotFoundException(words) : 7, NativeBackendProblem.SystemTooOld);
        Assert.Contains(version, failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(there.Cache));
    }

    [Fact]
    public void Any_other_failure_is_told_in_the_loaders_words()
    {
        using var there = new Installation();
        var failure = there.Fails(
            path => path.EndsWith("libtorch_cpu.so", StringComparison.Ordinal)
                ? throw new DllNotFoundException("Advice.\nlibgomp.so.1: cannot open shared object file: No such file\n")
                : 7,
            NativeBackendProblem.LibraryUnusable);
        Assert.Contains(
            "libtorch_cpu.so does not load: libgomp.so.1: cannot open shared object file",
            failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_on_a_file_system_that_forbids_code_is_named()
    {
        SkipUnlessLinux();
        using var there = new Installation();
        var failure = there.Fails(
            path => path.StartsWith(there.Cache, StringComparison.Ordinal)
                ? throw new DllNotFoundException($"Advice.\n{path}: failed to map segment from shared object\n")
                : LackingVersion(path),
            NativeBackendProblem.CacheUnusable);
        Assert.Contains("noexec", failure.Message, StringComparison.Ordinal);
        Assert.Contains(there.Cache, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_needs_the_patch_and_is_malformed_is_named()
    {
        SkipUnlessLinux();
        using var there = new Installation();
        there.Add("libLibTorchSharp.so", new SampleElf().Build()[..200]);
        var failure = there.Fails(LackingVersion, NativeBackendProblem.LibraryUnusable);
        Assert.Contains(there.Library, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_native_package_the_message_names_the_build_property()
    {
        using var there = new Installation();
        File.Delete(Path.Combine(there.Folder, "libtorch_cpu.so"));
        var failure = there.Fails(_ => 7, NativeBackendProblem.PackageMissing);
        Assert.Contains("TorchBackend=cpu", failure.Message, StringComparison.Ordinal);
        Assert.Empty(there.Loaded);
    }

    [Theory]
    [InlineData("linux-musl-x64")]
    [InlineData("alpine.3.20-x64")]
    public void On_musl_the_message_says_so(string runtimePlatform)
    {
        using var there = new Installation();
        var failure = there.Fails(_ => 7, NativeBackendProblem.MuslLibc, runtimePlatform: runtimePlatform);
        Assert.Contains("glibc", failure.Message, StringComparison.Ordinal);
        Assert.Empty(there.Loaded);
    }

    [Fact]
    public void A_library_for_another_processor_is_named()
    {
        using var there = new Installation();
        there.Add("libLibTorchSharp.so", new SampleElf { Machine = ElfLibrary.MachineArm64 }.Build());
        var failure = there.Fails(_ => 7, NativeBackendProblem.WrongArchitecture);
        Assert.Contains("is for arm64, this process is linux-x64", failure.Message, StringComparison.Ordinal);
        Assert.Empty(there.Loaded);
    }

    [Fact]
    public void A_platform_without_libtorch_is_named()
    {
        var loader = new TorchLibraryLoader
        {
            Folders = [],
            Platform = "linux-arm64",
            RuntimePlatform = "linux-arm64",
            MayPatch = true,
        };
        var failure = Assert.Throws<NativeBackendException>(() => loader.Load());
        Assert.Equal(NativeBackendProblem.WrongArchitecture, failure.Problem);
        Assert.Contains("linux-arm64", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_library_and_a_link_to_nothing_are_named()
    {
        using var there = new Installation();
        there.Add("libLibTorchSharp.so", "version https://git-lfs.github.com/spec/v1"u8.ToArray());
        there.Fails(_ => 7, NativeBackendProblem.LibraryUnusable);
        File.Delete(there.Library);
        File.CreateSymbolicLink(there.Library, Path.Combine(there.Folder, "gone.so"));
        var failure = there.Fails(_ => 7, NativeBackendProblem.LibraryUnusable);
        Assert.Contains("Restore the packages", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_one_line_whatever_the_loader_says()
    {
        var failure = new NativeBackendException(NativeBackendProblem.LibraryUnusable, "a\nb\u001b[31mc", "do\r\nthis");
        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.Equal("do\r\nthis".Length, failure.Remedy.Length);
    }

    private static nint LackingVersion(string path) =>
        Path.GetFileName(path) == "libLibTorchSharp.so" ? throw new DllNotFoundException(LacksUnneededVersion) : 7;

    private static void SkipUnlessLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: patching is for ELF");

    /// <summary>A folder with small stand-ins for the native files, and a system loader that a test decides about.</summary>
    private sealed class Installation : IDisposable
    {
        private readonly TemporaryFolder _root = new();

        internal Installation()
        {
            Directory.CreateDirectory(Folder);
            foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
                Add(name, []);
            Add("libLibTorchSharp.so", new SampleElf().Build());
        }

        internal string Folder => _root.At("native");

        internal string Cache => _root.At("cache", "igmlnet", "native");

        internal string Library => Path.Combine(Folder, "libLibTorchSharp.so");

        internal List<string> LoadedPaths { get; } = [];

        internal IEnumerable<string?> Loaded => LoadedPaths.Select(Path.GetFileName);

        internal void Add(string name, byte[] content) => File.WriteAllBytes(Path.Combine(Folder, name), content);

        internal TorchLibraryLoader Loader(
            Func<string, nint> load, bool mayPatch = true, string runtimePlatform = "linux-x64") => new()
            {
                Folders = [_root.Path, Folder],
                Platform = "linux-x64",
                RuntimePlatform = runtimePlatform,
                MayPatch = mayPatch,
                CacheFolder = Cache,
                LoadFile = path =>
                {
                    var handle = load(path);
                    LoadedPaths.Add(path);
                    return handle;
                },
            };

        internal NativeBackendException Fails(
            Func<string, nint> load, NativeBackendProblem problem, bool mayPatch = true, string runtimePlatform = "linux-x64")
        {
            var failure = Assert.Throws<NativeBackendException>(() => Loader(load, mayPatch, runtimePlatform).Load());
            Assert.Equal(problem, failure.Problem);
            Assert.DoesNotContain(failure.Message, char.IsControl);
            return failure;
        }

        public void Dispose() => _root.Dispose();
    }
}
