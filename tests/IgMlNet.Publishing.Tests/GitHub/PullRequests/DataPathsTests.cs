using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Reporting.Comments;

namespace IgMlNet.Publishing.Tests.GitHub.PullRequests;

public class DataPathsTests
{
    [Theory]
    [InlineData("models/a.safetensors", TrustTier.UnmodifiedHarness)]
    [InlineData("datasets/mine/test-images-idx3-ubyte", TrustTier.UnmodifiedHarness)]
    [InlineData("README.md", TrustTier.UnmodifiedHarness)]
    [InlineData("docs/report.png", TrustTier.UnmodifiedHarness)]
    [InlineData("src/Attack.cs", TrustTier.Claimed)]
    [InlineData(".github/workflows/robustness.yml", TrustTier.Claimed)]
    [InlineData("Directory.Build.props", TrustTier.Claimed)]
    [InlineData("Models/a.pt", TrustTier.Claimed)]
    [InlineData("models", TrustTier.Claimed)]
    [InlineData("tools/models/a.py", TrustTier.Claimed)]
    [InlineData("x.md.sh", TrustTier.Claimed)]
    public void A_path_that_is_not_known_to_be_data_is_taken_for_code(string path, TrustTier expected)
    {
        var (tier, because) = DataPaths.Usual.TierOf([File(path)]);
        Assert.Equal(expected, tier);
        Assert.Equal(expected == TrustTier.Claimed ? [path] : [], because);
    }

    [Fact]
    public void Both_names_of_a_file_that_was_moved_count()
    {
        Assert.Equal(TrustTier.Claimed, DataPaths.Usual.TierOf([File("models/a", before: "src/a")]).Tier);
        Assert.Equal(TrustTier.Claimed, DataPaths.Usual.TierOf([File("src/a", before: "models/a")]).Tier);
        Assert.Equal(TrustTier.UnmodifiedHarness, DataPaths.Usual.TierOf([File("models/a", before: "models/b")]).Tier);
    }

    [Fact]
    public void Files_that_GitHub_does_not_list_could_be_any() =>
        Assert.Equal(["more files than GitHub lists"], DataPaths.Usual.TierOf([.. Enumerable.Range(0, 300).Select(static i => File($"models/{i}"))]).Because);

    [Theory]
    [InlineData("models")]
    [InlineData("*")]
    [InlineData("/")]
    [InlineData("*md")]
    [InlineData("a*/")]
    [InlineData("*.m/d")]
    public void A_pattern_that_could_mean_everything_is_refused(string pattern) =>
        Assert.Throws<InputException>(() => DataPaths.Parse("--data-paths", [pattern]));

    private static ChangedFile File(string name, string? before = null) => new(name, before);
}
