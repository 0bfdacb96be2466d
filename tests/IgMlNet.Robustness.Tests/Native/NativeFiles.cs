using IgMlNet.Robustness.Native;
using TorchSharp;

namespace IgMlNet.Robustness.Tests.Native;

/// <summary>The native files that this test run computes with.</summary>
internal static class NativeFiles
{
    /// <summary>The path of <c>libLibTorchSharp.so</c>; skips the test where the Linux build of libtorch is not there.</summary>
    internal static string LibTorchSharp()
    {
        if (NativeFolders.Find(Folders, "libLibTorchSharp.so") is not { } file)
        {
            Assert.Skip("needs libLibTorchSharp.so: run on Linux with TorchBackend=cpu");
            throw new InvalidOperationException();
        }

        return file;
    }

    internal static IReadOnlyList<string> Folders { get; } = NativeFolders.Candidates(
        AppContext.BaseDirectory,
        AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string,
        typeof(torch).Assembly.Location);
}
