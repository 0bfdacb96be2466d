using System.Runtime.InteropServices;
using IgMlNet.Robustness.Tests;

namespace IgMlNet.Tests.Packaging;

/// <summary>A folder with the packages of this build, and applications that restore from it.</summary>
public sealed class PackageFeed : IDisposable
{
    private static readonly string[] Projects = ["IgMlNet.IO", "IgMlNet.Reporting", "IgMlNet.Robustness", "IgMlNet"];
    private readonly TemporaryFolder _folder = new();

    /// <summary>Packs what was built for the tests.</summary>
    public PackageFeed()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (var project in Projects)
        {
            var packed = DotNet.Run(
                Path.Combine(ReferenceData.RepositoryRoot, "src", project), "pack", "--no-build", "-c", configuration, "-o", _folder.At("feed"),
                "-v", "q", "--nologo");
            Assert.True(packed.ExitCode == 0, packed.Output);
        }
    }

    /// <summary>The package's file.</summary>
    public string PathOf(string package) => Assert.Single(
        Directory.GetFiles(_folder.At("feed"), $"{package}.*.nupkg"), file => !char.IsLetter(Path.GetFileName(file)[package.Length + 1]));

    /// <summary>
    /// A new application, alone in its folder. What it restores for itself lies there as well; packages that this machine has are
    /// read where they are.
    /// </summary>
    public string Application(string name, string references, string program)
    {
        var version = Path.GetFileNameWithoutExtension(PathOf("IgMlNet"))["IgMlNet.".Length..];
        _folder.Write($"{name}/Program.cs", System.Text.Encoding.UTF8.GetBytes(program));
        _folder.Write($"{name}/{name}.csproj", System.Text.Encoding.UTF8.GetBytes($"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RestoreAdditionalProjectSources>{_folder.At("feed")}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{_folder.At("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{GlobalPackages()}</RestoreFallbackFolders>
                <CreateSymbolicLinksForCopyLocalIfPossible>true</CreateSymbolicLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IgMlNet" Version="{version}" />
                <PackageReference Include="libtorch-cpu-{Platform()}" Version="2.10.0" />
                {references}
              </ItemGroup>
            </Project>
            """));
        return _folder.At(name);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static string GlobalPackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Platform() => OperatingSystem.IsLinux() ? "linux-x64"
        : OperatingSystem.IsMacOS() ? "osx-arm64"
        : RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "win-arm64" : "win-x64";
}
