using System.Security.Cryptography;
using System.Text;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// Keeps embeddings and activations on disk, named by the content hashes of all that they follow from, so that ranking with other
/// prompts, similarity functions or layers does not compute them again.
/// </summary>
/// <remarks>
/// A file that is damaged or of something else is computed again. That nothing can be written is no error: then nothing is kept. The
/// files used longest ago go when they exceed 4 GiB together.
/// </remarks>
public sealed class FeatureCache
{
    private const string Folder = "features";
    private const string Extension = ".safetensors";
    private const string KeyName = "igmlnet.features";
    private const string TensorName = "features";
    private const long MostBytes = 4L << 30;

    private readonly string? _folder;

    private FeatureCache(string? folder) => _folder = folder;

    /// <summary>Keeps nothing.</summary>
    public static FeatureCache None { get; } = new(null);

    /// <summary>The folder <c>igmlnet/features</c> in the user's cache folder; none where the user has no such folder.</summary>
    public static FeatureCache OfUser { get; } = new(UserCacheFolder.Find(Folder));

    /// <summary>A folder of the caller's; it is made when first written to.</summary>
    public static FeatureCache In(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new FeatureCache(folder);
    }

    /// <summary>Features from the cache, or computed and kept; float32 [images, columns], owned by the caller's scope.</summary>
    internal Tensor GetOrAdd(FeatureKey key, long columns, Device device, Func<Tensor> compute)
    {
        var bytes = key.Images * columns * sizeof(float);
        if (_folder is null || bytes > Math.Min(Array.MaxLength, MostBytes))
            return compute();
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Text)));
        var path = Path.Combine(_folder, name + Extension);
        if (Read(path, key, columns) is { } kept)
        {
            using var scope = NewDisposeScope();
            return kept.ToTensor().to(device).MoveToOuterDisposeScope();
        }

        var features = compute();
        Write(path, key, features);
        return features;
    }

    private static CheckpointTensor? Read(string path, FeatureKey key, long columns)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var file = SafetensorsFile.Read(path);
            if (!file.Metadata.TryGetValue(KeyName, out var text)
                || text != key.Text
                || !file.TryGet(TensorName, out var features)
                || features.ElementType != ElementType.Float32
                || !features.Shape.AsSpan().SequenceEqual([key.Images, columns])
                || !features.ToFloat32Array().All(float.IsFinite))
            {
                return null;
            }

            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return features;
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(string path, FeatureKey key, Tensor features)
    {
        try
        {
            SafetensorsFile.Write(path, new StateDict(
                [CheckpointTensor.FromTensor(TensorName, features.to(ScalarType.Float32))],
                new Dictionary<string, string> { [KeyName] = key.Text }));
            Trim(path);
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written to keeps nothing.
        }
    }

    private void Trim(string keep)
    {
        var files = new DirectoryInfo(_folder!).GetFiles("*" + Extension).OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        var total = 0L;
        foreach (var file in files)
        {
            total += file.Length;
            if (total > MostBytes && file.FullName != Path.GetFullPath(keep))
                file.Delete();
        }
    }
}

/// <summary>All that features follow from.</summary>
internal sealed class FeatureKey
{
    /// <summary>Describes features of a ranking's probe images.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="origin">Content hashes and settings of what computes them.</param>
    /// <param name="images">The images.</param>
    /// <param name="task">Batch size and device: rounding depends on them.</param>
    public FeatureKey(string kind, string origin, LabeledImages images, RankingTask task)
    {
        Images = images.Count;
        Text = FormattableString.Invariant($"{kind}/1 of images {images.ContentHash}, {origin}, ") +
            FormattableString.Invariant($"{task.Options.BatchSize} together on {task.Classifier.Device.type}, libtorch {__version__}");
    }

    /// <summary>The number of images.</summary>
    public long Images { get; }

    /// <summary>The description, equal for equal features.</summary>
    public string Text { get; }
}
