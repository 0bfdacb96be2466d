using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets.Downloads;

/// <summary>
/// The folder that downloaded data sets are kept in: the one that <c>IGMLNET_DATA</c> names, else <c>igmlnet/datasets</c> in the user's
/// cache folder (<c>$XDG_CACHE_HOME</c>, <c>~/.cache</c>; on Windows local application data).
/// </summary>
public sealed class DatasetCache
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "IGMLNET_DATA";

    /// <summary>The cache in a folder, which need not exist yet.</summary>
    /// <param name="folder">The folder.</param>
    public DatasetCache(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Folder = folder;
    }

    /// <summary>This user's cache.</summary>
    /// <exception cref="InputException">The user has no home folder, and no variable names another.</exception>
    public static DatasetCache OfUser => new(FolderOfUser());

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Where a data set's unpacked files are.</summary>
    public string FolderOf(DatasetDownload download)
    {
        ArgumentNullException.ThrowIfNull(download);
        return Path.Combine(Folder, download.Name);
    }

    /// <summary>Where a file stays until it has been checked and unpacked; who has it already puts it there.</summary>
    public string DownloadPath(DownloadFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Path.Combine(Folder, "downloads", file.Name);
    }

    /// <summary>Whether a data set has been unpacked here.</summary>
    public bool Holds(DatasetDownload download) => Directory.Exists(FolderOf(download));

    private static string FolderOfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        var cache = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify)
                is { Length: > 0 } home ? Path.Combine(home, ".cache") : "";
        return cache.Length > 0
            ? Path.Combine(cache, "igmlnet", "datasets")
            : throw new InputException(Variable, "is not set, and this user has no home folder", "Name a folder for data sets by it");
    }
}
