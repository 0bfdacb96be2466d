using System.Security.Cryptography;
using System.Text;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Datasets;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// CLIP-Dissect importance ranking, CD-IR: the importance of neuron j to class c is how alike its activations on the probe images are
/// to the images' similarity to the class's name under CLIP. No neuron is masked, and labels are not looked at but by the
/// label-guided similarity functions.
/// </summary>
/// <remarks>
/// <para>Papers: Kulkarni &amp; Weng (ECCV 2024), Sec. 4.2 b; Oikarinen &amp; Weng, CLIP-Dissect (ICLR 2023).</para>
/// <para>
/// Costs one forward pass of the model and one of CLIP's image encoder over the probe images; both are kept by content hash in a
/// <see cref="FeatureCache"/> and reused. Ranking throws <see cref="IO.InputException"/> where the CLIP cannot be used.
/// </para>
/// </remarks>
public sealed class ClipDissect : RankingMethod
{
    private readonly ClipDissectOptions _options;

    /// <summary>CD-IR as in the paper, with the CLIP that is bundled with the probe images' data set.</summary>
    public ClipDissect()
        : this(new ClipDissectOptions())
    {
    }

    /// <summary>CD-IR.</summary>
    /// <param name="options">The CLIP, the similarity function, prompts and pooling.</param>
    public ClipDissect(ClipDissectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>CLIP, similarity, prompts, pooling and cache.</summary>
    public ClipDissectOptions Options => _options;

    /// <inheritdoc/>
    public override string Id => "cd-ir";

    /// <inheritdoc/>
    public override string DisplayName => _options.Similarity == new ClipDissectOptions().Similarity
        ? "CD-IR"
        : $"CD-IR ({_options.Similarity.DisplayName})";

    /// <inheritdoc/>
    public override bool UsesClassNames => _options.Similarity.UsesClip;

    private protected override bool NeedsEveryClass => _options.Similarity.UsesLabels;

    private protected override RankingScores Score(RankingTask task)
    {
        var (similarity, probe, device) = (_options.Similarity, task.Probe, task.Classifier.Device);
        var work = new Work(task, similarity.UsesClip ? 2 : 1);
        var settings = $"{similarity.Id}, {_options.Pooling.ToString().ToLowerInvariant()} pooling";
        var imageText = zeros([probe.Count, probe.ClassNames.Count], device: device);
        if (similarity.UsesClip)
        {
            var texts = Texts(probe.ClassNames);
            imageText = _options.Clip.Use(
                probe.Name,
                device,
                clip =>
                {
                    settings += $", CLIP {clip.Model.ContentHash}, prompts {_options.Prompts}";
                    if (!texts.SequenceEqual(probe.ClassNames, StringComparer.Ordinal))
                        settings += $", class texts {HashOf(texts)}";
                    return ImageEmbeddings(clip, work).matmul(clip.EmbedClasses(texts, _options.Prompts).t());
                },
                task.CancellationToken);
        }

        var activations = Activations(task, work);
        var scores = similarity.Score(imageText, activations, probe.LabelTensor(.., device));
        task.Progress?.Report(1);
        return new RankingScores(scores.contiguous().cpu().data<float>().ToArray(), settings);
    }

    /// <summary>The classes in words.</summary>
    private IReadOnlyList<string> Texts(IReadOnlyList<string> classNames)
    {
        if (_options.ClassTexts is not { } given)
            return ClassTexts.Of(classNames);
        return given.Count == classNames.Count
            ? given
            : throw new ArgumentException(FormattableString.Invariant(
                $"There are {given.Count} class texts for {classNames.Count} classes: give one per class."));
    }

    private static string HashOf(IReadOnlyList<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));

    private Tensor ImageEmbeddings(ClipEncoder clip, Work work)
    {
        var (model, images) = (clip.Model, work.Task.Probe);
        var key = new FeatureKey(
            "image embeddings", $"CLIP {model.ContentHash} in {model.Precision}, {clip.Preprocessing}", images, work.Task);
        return _options.Cache.GetOrAdd(
            key, model.Dimensions.EmbeddingSize, model.Device, () => work.Batches(range => clip.EmbedImages(images, range)));
    }

    private Tensor Activations(RankingTask task, Work work)
    {
        var key = new FeatureKey(
            "activations", $"model {task.Classifier.ContentHash}, {task.Layer.Name}, {_options.Pooling} pooling", task.Probe, task);
        return _options.Cache.GetOrAdd(key, task.Layer.NeuronCount, task.Classifier.Device, () => work.Batches(range =>
            _options.Pooling.Pool(task.Layer.Form, task.Classifier.UpTo(task.Layer, task.Probe.ImageTensor(range, task.Classifier.Device)))));
    }

    /// <summary>Passes over the probe images, which together are the work.</summary>
    private sealed class Work(RankingTask task, int passes)
    {
        private int _begun;

        public RankingTask Task => task;

        /// <summary>Rows of all probe images, batch by batch.</summary>
        public Tensor Batches(Func<Range, Tensor> compute)
        {
            var rows = new List<Tensor>();
            foreach (var range in task.Probe.Batches(task.Options.BatchSize, task.CancellationToken))
            {
                using (var scope = NewDisposeScope())
                    rows.Add(compute(range).MoveToOuterDisposeScope());
                task.Progress?.Report((_begun + range.ShareDone) / passes);
            }

            _begun++;
            return cat(rows, 0);
        }
    }
}
