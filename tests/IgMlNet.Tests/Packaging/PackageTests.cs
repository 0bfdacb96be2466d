using System.IO.Compression;
using System.Xml.Linq;
using Microsoft.ML;

namespace IgMlNet.Tests.Packaging;

/// <summary>The packages as <c>dotnet pack</c> makes them, and an application that gets them from a folder.</summary>
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    [Theory]
    [InlineData("IgMlNet", "IgMlNet.Robustness", "Microsoft.ML")]
    [InlineData("IgMlNet.Robustness", "IgMlNet.IO", "IgMlNet.Reporting", "Microsoft.ML.Tokenizers", "SkiaSharp", "TorchSharp")]
    [InlineData("IgMlNet.Reporting", "IgMlNet.IO")]
    [InlineData("IgMlNet.IO")]
    public void A_package_asks_for_what_its_users_need_and_holds_its_assembly(string package, params string[] dependencies)
    {
        using var archive = ZipFile.OpenRead(feed.PathOf(package));
        using var stream = archive.GetEntry($"{package}.nuspec")!.Open();
        var specification = XDocument.Load(stream).Root!;
        Assert.Equal(dependencies, Elements(specification, "dependency").Select(dependency => dependency.Attribute("id")!.Value).Order());
        Assert.Equal("net10.0", Assert.Single(Elements(specification, "group")).Attribute("targetFramework")!.Value);
        Assert.All(
            Elements(specification, "dependency").Where(dependency => dependency.Attribute("id")!.Value == "Microsoft.ML"),
            range => Assert.Equal("[5.0.1, 6.0.0)", range.Attribute("version")!.Value));
        string[] files = [$"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"];
        Assert.Equal(
            package == "IgMlNet" ? ["buildTransitive/IgMlNet.targets", .. files] : files,
            archive.Entries.Select(entry => entry.FullName).Where(name => name.Contains('/')
                && !name.StartsWith("_rels/", StringComparison.Ordinal)
                && !name.StartsWith("package/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_application_that_gets_the_package_from_a_folder_loads_a_model_and_scores_as_we_do()
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(Persistence.LoadingProbe.Rows());
        using var scorer = Samples.Fit(ml);
        var expected = Samples.Scores(ml, scorer.Transform(rows));
        var application = feed.Application("scoring", "", """
            using System.Globalization;
            using Microsoft.ML;
            using Microsoft.ML.Data;

            var mlContext = new MLContext();
            var model = mlContext.Model.Load(args[0], out _);
            var rows = mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 12).Select(i => new Row
            {
                Features = [.. Enumerable.Range(0, 784).Select(j => 0.5f + (0.5f * MathF.Sin((0.37f * j) + i)))],
            }));
            foreach (var scores in model.Transform(rows).GetColumn<float[]>("Score"))
                Console.WriteLine(string.Join(' ', scores.Select(score => score.ToString(CultureInfo.InvariantCulture))));
            Console.WriteLine(typeof(IgMlNet.DefenseCatalog).Module.ModuleVersionId);

            internal sealed class Row
            {
                [VectorType(1, 28, 28)]
                public float[] Features { get; set; } = [];
            }
            """);
        ml.Model.Save(scorer, rows.Schema, Path.Combine(application, "model.zip"));
        var built = DotNet.Run(application, "build", "-v", "q", "--nologo");
        Assert.True(built.ExitCode == 0, built.Output);
        Assert.DoesNotContain("warning IGML", built.Output, StringComparison.Ordinal);
        var ran = DotNet.Run(application, Path.Combine("bin", "Debug", "net10.0", "scoring.dll"), "model.zip");
        Assert.True(ran.ExitCode == 0, ran.Output);
        var lines = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(expected.Count + 1, lines.Length);
        foreach (var (one, line) in expected.Zip(lines))
            Samples.AssertSame(one.Score, [.. line.Split(' ').Select(score => float.Parse(score, System.Globalization.CultureInfo.InvariantCulture))]);

        // What ran was this very build, not a package of the same version from elsewhere.
        Assert.Equal(typeof(DefenseCatalog).Module.ModuleVersionId.ToString(), lines[^1]);
    }

    [Theory]
    [InlineData("3.119.4", true, true)]
    [InlineData("3.119.4", false, false)]
    [InlineData("2.88.9", true, false)]
    public void ML_NETs_image_transforms_beside_SkiaSharp_3_are_warned_of_with_the_remedy(string skia, bool hasTransforms, bool isWarned)
    {
        var references = $"""<PackageReference Include="SkiaSharp" Version="{skia}" NoWarn="NU1605" />"""
            + (hasTransforms ? """<PackageReference Include="Microsoft.ML.ImageAnalytics" Version="5.0.1" />""" : "");
        var application = feed.Application($"skia-{skia}-{hasTransforms}", references, "");
        var checkedBy = DotNet.Run(application, "msbuild", "-restore", "-t:ResolvePackageAssets", "-v:m", "-nologo");
        Assert.True(checkedBy.ExitCode == 0, checkedBy.Output);
        Assert.Equal(isWarned, checkedBy.Output.Contains("warning IGML001", StringComparison.Ordinal));
        if (isWarned)
        {
            Assert.Contains("Microsoft.ML.ImageAnalytics 5.0.1 does not work beside SkiaSharp 3.119.4", checkedBy.Output, StringComparison.Ordinal);
            Assert.Contains("Reference SkiaSharp 2.88.9", checkedBy.Output, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<XElement> Elements(XElement root, string name) =>
        root.Descendants().Where(element => element.Name.LocalName == name);
}
