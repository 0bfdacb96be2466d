using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Reporting.Comments;
using Octokit;

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
        var (tier, because) = DataPaths.Usual.TierOf(1, [File(path)]);
        Assert.Equal(expected, tier);
        Assert.Equal(expected == TrustTier.Claimed ? [path] : [], because);
    }

    [Fact]
    public void Both_names_of_a_file_that_was_moved_count()
    {
        Assert.Equal(TrustTier.Claimed, DataPaths.Usual.TierOf(1, [File("models/a", before: "src/a")]).Tier);
        Assert.Equal(TrustTier.Claimed, DataPaths.Usual.TierOf(1, [File("src/a", before: "models/a")]).Tier);
        Assert.Equal(TrustTier.UnmodifiedHarness, DataPaths.Usual.TierOf(1, [File("models/a", before: "models/b")]).Tier);
    }

    [Fact]
    public void Files_that_GitHub_does_not_list_could_be_any() =>
        Assert.Equal(["more files than GitHub lists"], DataPaths.Usual.TierOf(3001, [.. Enumerable.Range(0, 3000).Select(static i => File($"models/{i}"))]).Because);

    [Theory]
    [InlineData("models")]
    [InlineData("*")]
    [InlineData("/")]
    [InlineData("*md")]
    [InlineData("a*/")]
    [InlineData("*.m/d")]
    public void A_pattern_that_could_mean_everything_is_refused(string pattern) =>
        Assert.Throws<InputException>(() => DataPaths.Parse("--data-paths", [pattern]));

    private static PullRequestFile File(string name, string? before = null) => new("x", name, "modified", 1, 1, 2, "x", "x", "x", "x", before);
}
