namespace IgMlNet.IO;

/// <summary>The folder in which programs of this user keep what can be made again.</summary>
public static class UserCacheFolder
{
    private const string Application = "igmlnet";

    /// <summary>
    /// A folder of ours in it: <c>$XDG_CACHE_HOME/igmlnet/…</c> where that variable is an absolute path, otherwise
    /// <c>~/.cache/igmlnet/…</c> (XDG Base Directory Specification); on Windows <c>%LOCALAPPDATA%\igmlnet\…</c>. It need not exist.
    /// </summary>
    /// <param name="name">What the folder is for.</param>
    /// <returns>The path; null where this user has no home folder.</returns>
    public static string? Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
        {
            var home = Environment.GetFolderPath(
                OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile,
                Environment.SpecialFolderOption.DoNotVerify);
            if (string.IsNullOrEmpty(home))
                return null;
            cache = OperatingSystem.IsWindows() ? home : Path.Combine(home, ".cache");
        }

        return Path.Combine(cache, Application, name);
    }
}
