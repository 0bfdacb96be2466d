using System.Runtime.CompilerServices;

namespace IgMlNet.Tests;

/// <summary>
/// The reference values computed with the published Python code: the folder named by the environment variable
/// IGMLNET_REFERENCE, else <c>shared/reference</c> beside the checkout. A test that needs an absent file is skipped by name;
/// with IGMLNET_REQUIRE_REFERENCE=1, as in continuous integration, it fails instead.
/// </summary>
internal static class ReferenceData
{
    /// <summary>The top folder of the checkout that this test was compiled in.</summary>
    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), ".."));

    private static string Root { get; } =
        Environment.GetEnvironmentVariable("IGMLNET_REFERENCE") is { Length: > 0 } folder
            ? folder
            : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "reference"));

    /// <summary>The path of a reference file, e.g. <c>attacks/fgsm_adv_32.npy</c>; skips or fails the test where it is absent.</summary>
    public static string Require(string relativePath)
    {
        var path = Path.Combine(Root, relativePath);
        if (File.Exists(path) || Directory.Exists(path))
            return path;
        var message = $"needs the reference data '{relativePath}' (looked in '{Root}'; set IGMLNET_REFERENCE)";
        if (Environment.GetEnvironmentVariable("IGMLNET_REQUIRE_REFERENCE") == "1")
            Assert.Fail(message);
        Assert.Skip(message);
        return path;
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
