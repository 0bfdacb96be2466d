using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Robustness.Tests.Native;

/// <summary>A process loads libtorch once, so each of these tests starts processes of its own.</summary>
public sealed class LoadingInAProcessOfItsOwnTests : IDisposable
{
    private const string TestAssembly = "IgMlNet.Robustness.Tests.dll";

    private const string RuntimeConfiguration = "IgMlNet.Robustness.Tests.runtimeconfig.json";

    private readonly TemporaryFolder _root = new();

    private string Cache => _root.At("cache");

    private string CopiesFolder => _root.At("cache", "igmlnet", "native");

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_explicit_call_loads_and_leaves_the_original_alone()
    {
        var original = NativeFiles.LibTorchSharp();
        var before = SHA256.HashData(File.ReadAllBytes(original));
        var loaded = Run(nameof(LoadingProbe.Load_by_the_explicit_call));
        AssertLoaded(loaded);
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(original)));
    }

    [Fact]
    public void TorchSharp_loads_without_any_call_to_IgMlNet() =>
        AssertLoaded(Run(nameof(LoadingProbe.Load_by_a_TorchSharp_call_alone)));

    [Fact]
    public void Threads_that_load_at_once_all_succeed() =>
        AssertLoaded(Run(nameof(LoadingProbe.Load_from_many_threads_at_once)));

    [Fact]
    public async Task Processes_that_load_at_once_share_one_copy()
    {
        var loaded = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => Task.Run(() => Run(nameof(LoadingProbe.Load_by_the_explicit_call)))));
        Assert.All(loaded, AssertLoaded);
        Assert.Single(loaded.Select(result => result.LibraryFile).Distinct());
        if (loaded[0].IsPatchedCopy)
            Assert.Single(Directory.GetFiles(CopiesFolder));
    }

    [Fact]
    public void With_patching_off_a_system_that_needs_it_gets_the_message()
    {
        var usual = Run(nameof(LoadingProbe.Load_by_the_explicit_call));
        Directory.Delete(_root.Path, recursive: true);
        Directory.CreateDirectory(_root.Path);
        var off = Run(nameof(LoadingProbe.Load_by_the_explicit_call), patching: "1");
        Assert.False(Directory.Exists(Cache));
        Assert.Equal(usual.IsPatchedCopy ? NativeBackendProblem.PatchTurnedOff : null, off.Problem);
        if (usual.IsPatchedCopy)
            Assert.Contains(TorchNative.NoPatchVariable, off.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_native_package_the_message_names_the_build_property()
    {
        var none = Run(nameof(LoadingProbe.Load_by_the_explicit_call), application: CopyApplication(_ => false));
        Assert.Equal(NativeBackendProblem.PackageMissing, none.Problem);
        Assert.Contains("TorchBackend=cpu", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Native_files_beside_the_application_are_found()
    {
        NativeFiles.LibTorchSharp();
        AssertLoaded(Run(
            nameof(LoadingProbe.Load_by_the_explicit_call),
            application: CopyApplication(name => name.StartsWith("lib", StringComparison.Ordinal))));
    }

    private static void AssertLoaded(LoadingResult loaded)
    {
        Assert.Null(loaded.Message);
        Assert.Equal(6f, loaded.Sum);
        Assert.Contains("LibTorchSharp", loaded.LibraryFile, StringComparison.Ordinal);
    }

    /// <summary>A copy of this application without manifest, its files linked, with the native files chosen beside it.</summary>
    private string CopyApplication(Func<string, bool> isNativeFileWanted)
    {
        var folder = Directory.CreateDirectory(_root.At("application")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            var name = Path.GetFileName(file);
            // The host looks for the application where its file really lies.
            if (name is TestAssembly or RuntimeConfiguration)
                File.Copy(file, Path.Combine(folder, name));
            else if (name.EndsWith(".dll", StringComparison.Ordinal))
                File.CreateSymbolicLink(Path.Combine(folder, name), file);
        }

        foreach (var native in NativeFiles.Folders.SelectMany(Directory.EnumerateFiles))
        {
            var link = Path.Combine(folder, Path.GetFileName(native));
            if (isNativeFileWanted(Path.GetFileName(native)) && !File.Exists(link))
                File.CreateSymbolicLink(link, native);
        }

        return folder;
    }

    private LoadingResult Run(string probe, string patching = "", string? application = null)
    {
        var output = _root.At(Guid.NewGuid().ToString("N"));
        var start = new ProcessStartInfo(DotNet()) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            Path.Combine(application ?? AppContext.BaseDirectory, TestAssembly),
            "-noLogo", "-explicit", "only", "-method", $"{typeof(LoadingProbe).FullName}.{probe}",
        })
            start.ArgumentList.Add(argument);
        start.Environment["XDG_CACHE_HOME"] = Cache;
        start.Environment[TorchNative.NoPatchVariable] = patching;
        start.Environment[LoadingProbe.OutputVariable] = output;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(File.Exists(output), $"The probe wrote nothing. {said.Result} {complained}");
        return JsonSerializer.Deserialize<LoadingResult>(File.ReadAllText(output))!;
    }

    private static string DotNet() => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
