using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Evaluation.Breaks;

/// <summary>
/// Adversarial images that broke earlier versions of a model, kept in a folder. Replaying them takes forward passes only, minutes on a
/// CPU, and finds a regression before any attack is run.
/// </summary>
public sealed class RegressionCorpus
{
    private const int MostFiles = 1000;
    private static readonly string[] Extensions = [".npy", ".pt", ".pth", ".safetensors"];

    private readonly LabeledImages _images;

    private RegressionCorpus(LabeledImages images, ImmutableArray<SubmittedImages> files) => (_images, Files) = (images, files);

    /// <summary>The files, in the order of their names.</summary>
    public ImmutableArray<SubmittedImages> Files { get; }

    /// <summary>The indices of the data set's images that some file is about, ascending.</summary>
    public ImmutableArray<int> Indices => [.. Files.SelectMany(static file => file.Indices).Distinct().Order()];

    /// <summary>Reads a folder: every <c>.npy</c>, <c>.pt</c>, <c>.pth</c> and <c>.safetensors</c> file in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="images">The evaluated images that the files are about.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">The folder is absent or has too many files, or a file is not about these images.</exception>
    public static RegressionCorpus Read(string folder, LabeledImages images, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(images);
        if (!Directory.Exists(folder))
            throw new InputException(folder, "there is no such folder", "Name a folder of adversarial images");
        var paths = Directory.EnumerateFiles(folder).Where(static path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Take(MostFiles + 1).Order(StringComparer.Ordinal).ToList();
        return paths.Count switch
        {
            0 => throw new InputException(folder, "has no adversarial images", "Put .npy or .safetensors files there"),
            > MostFiles => throw new InputException(folder, string.Create(CultureInfo.InvariantCulture, $"has more than {MostFiles} files"), "Join some"),
            _ => new RegressionCorpus(images, [.. paths.Select(path => SubmittedImages.Read(path, images, cancellationToken))]),
        };
    }

    /// <summary>
    /// Replays all files on a model: for each image the candidate that does most harm, by its margin on the selection draws, judged on the
    /// verdict draws. Candidates outside the threat model do not count.
    /// </summary>
    /// <param name="model">The model as it is deployed; it stays the caller's.</param>
    /// <param name="options">Threat model, seed, draws and size of batches; the same for models that are compared.</param>
    /// <param name="progress">Told the candidates that are done; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <returns>One judged image for each index that has a candidate within the threat model, ascending.</returns>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public ImmutableArray<JudgedImage> Replay(ImageModel model, EvaluationOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var judge = new BreakJudge(model, _images, options);
        var worst = new SortedDictionary<int, JudgedImage>();
        var done = 0;
        foreach (var file in Files)
        {
            foreach (var image in judge.Judge(file, null, cancellationToken).Where(static image => image.Verdict != BreakVerdict.OutsideThreatModel))
            {
                if (!worst.TryGetValue(image.Index, out var other) || image.Margin > other.Margin)
                    worst[image.Index] = image;
            }

            done += file.Indices.Length;
            progress?.Report(done);
        }

        return [.. worst.Values];
    }
}
