using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Cifar;
using IgMlNet.Robustness.Datasets.Downloads;
using IgMlNet.Robustness.Datasets.Idx;
using IgMlNet.Robustness.Datasets.ImageFolders;
using IgMlNet.Robustness.Datasets.ImageNet;
using IgMlNet.Robustness.Datasets.Manifests;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// The data sets that come with an application or have been downloaded, by name, and the way from what a user gives (a name or a path)
/// to a <see cref="DatasetSource"/>.
/// </summary>
/// <remarks>
/// A catalog is a folder that holds one folder a data set, named as it, with its <see cref="DatasetManifest"/>.
/// </remarks>
public sealed class DatasetCatalog
{
    private readonly string _folder;
    private readonly DatasetCache? _cache;

    /// <summary>The catalog in a folder; an absent folder is an empty catalog.</summary>
    /// <param name="folder">The folder that holds the data sets' folders.</param>
    /// <param name="cache">Where downloaded data sets are; null for this user's cache.</param>
    public DatasetCatalog(string folder, DatasetCache? cache = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        (_folder, _cache) = (folder, cache);
    }

    /// <summary>The catalog in the folder <c>datasets</c> beside the application.</summary>
    public static DatasetCatalog BesideApplication { get; } = new(Path.Combine(AppContext.BaseDirectory, "datasets"));

    /// <summary>The names of the bundled data sets, in ordinal order.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(_folder)
        ? [.. Directory.EnumerateDirectories(_folder)
            .Where(folder => File.Exists(Path.Combine(folder, DatasetManifest.FileName)))
            .Select(folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Finds a data set; nothing but manifests and lists of class names is read yet.</summary>
    /// <param name="nameOrPath">
    /// A bundled data set's name; or the path of a folder (with a manifest, MNIST-like IDX files, CIFAR's <c>.bin</c> files, ImageNet's
    /// validation images, or <c>train|probe|test/&lt;class&gt;</c> of image files, in this order of recognition); or of one IDX file of
    /// images or one <c>.bin</c> file, whose name tells its split; or the name of a <see cref="DatasetDownload"/> that is in the cache.
    /// </param>
    /// <param name="preprocessing">
    /// What is done to the pixels of image files; null for nothing. Other data sets are of one size already and take none.
    /// </param>
    /// <exception cref="InputException">
    /// There is no such data set, it has none of the forms, or it takes no preprocessing.
    /// </exception>
    public DatasetSource Open(string nameOrPath, ImagePreprocessing? preprocessing = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        var asked = preprocessing ?? ImagePreprocessing.None;
        var source = Find(nameOrPath, asked);
        return asked == ImagePreprocessing.None || source is ImageFolderSource or ImageNetSource
            ? source
            : throw new InputException(
                nameOrPath, $"is not a folder of image files, which '{asked.Name}' is for", "Leave the preprocessing out");
    }

    private DatasetSource Find(string nameOrPath, ImagePreprocessing preprocessing)
    {
        try
        {
            if (Names.Contains(nameOrPath, StringComparer.Ordinal))
                return new ManifestSource(Bundled(nameOrPath));
            if (Directory.Exists(nameOrPath))
                return OpenFolder(nameOrPath, preprocessing);
            if (File.Exists(nameOrPath))
                return OpenFile(nameOrPath);
            if (DatasetDownload.TryFind(nameOrPath) is { } download)
                return OpenDownloaded(download, preprocessing);
        }
        catch (Exception e) when (RegularFile.IsRefusal(e))
        {
            throw RegularFile.Unreadable(nameOrPath, e);
        }

        var names = Names;
        throw new InputException(
            nameOrPath,
            names.Count == 0
                ? "does not exist, and no data set is bundled"
                : $"does not exist, and is not the name of a bundled data set ({string.Join(", ", names)})",
            "Check the name or the path");
    }

    private DatasetSource OpenFolder(string folder, ImagePreprocessing preprocessing)
    {
        if (File.Exists(Path.Combine(folder, DatasetManifest.FileName)))
            return new ManifestSource(DatasetManifest.Read(folder));
        return IdxSource.Find(folder, Known())
            ?? CifarSource.Find(folder)
            ?? (DatasetSource?)ImageNetSource.Find(folder, preprocessing)
            ?? ImageFolderSource.Find(folder, preprocessing)
            ?? throw new InputException(
                folder,
                "holds no data set that can be read",
                "Give a folder of IDX files (t10k-images-idx3-ubyte.gz, ...), of CIFAR .bin files, or of test/<class>/<image> (val/ does as well)");
    }

    private DatasetSource OpenDownloaded(DatasetDownload download, ImagePreprocessing preprocessing)
    {
        var cache = _cache ?? DatasetCache.OfUser;
        return cache.Holds(download)
            ? OpenFolder(cache.FolderOf(download), preprocessing)
            : throw new InputException(
                download.Name, $"is not in {cache.Folder}", $"Run 'igml data get {download.Name}', or give the path of a folder that holds it");
    }

    private DatasetSource OpenFile(string path)
    {
        RegularFile.RequireRegular(path);
        return (DatasetSource?)IdxSource.FindFile(path, Known())
            ?? CifarSource.FindFile(path)
            ?? throw new InputException(
                path,
                "is no data set by its name",
                "Give an IDX file of images (...-images-idx3-ubyte, packed by gzip or not), a CIFAR .bin file, or a folder");
    }

    private DatasetManifest[] Known() => [.. Names.Select(Bundled)];

    private DatasetManifest Bundled(string name)
    {
        var manifest = DatasetManifest.Read(Path.Combine(_folder, name));
        return manifest.Name == name
            ? manifest
            : throw new InputException(
                Path.Combine(manifest.Folder, DatasetManifest.FileName),
                $"'name' is '{manifest.Name}' in the folder '{name}'",
                "Make them equal");
    }
}
