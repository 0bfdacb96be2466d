namespace IgMlNet.IO.Tests;

public class UserCacheFolderTests
{
    [Fact]
    public void It_lies_in_the_users_cache_folder_under_our_name()
    {
        var folder = UserCacheFolder.Find("features");
        Assert.NotNull(folder);
        Assert.True(Path.IsPathRooted(folder));
        Assert.EndsWith(Path.Combine("igmlnet", "features"), folder, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            Assert.Equal(Path.Combine(cache, "igmlnet", "features"), folder);
    }

    [Fact]
    public void A_folder_without_a_name_is_refused() => Assert.Throws<ArgumentException>(() => UserCacheFolder.Find(" "));
}
