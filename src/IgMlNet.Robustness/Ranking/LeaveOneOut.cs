using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// Leave-one-out importance ranking, LO-IR: the importance of neuron j to class c is the mean, over the probe images of class c,
/// of the change of logit c when the neuron is masked: f_c(x) − f_c^[j](x).
/// </summary>
/// <remarks>
/// <para>Paper: Kulkarni &amp; Weng (ECCV 2024), Eq. 5. The official code averages |f_c(x) − f_c^[j](x)| instead.</para>
/// <para>
/// Where pooling and a linear map follow feature maps, or a linear map follows features, the change is exactly W[c,j]·ā_j(x), ā being the pooled activations, so all
/// neurons are ranked by one forward pass over the probe images. Otherwise the part before the layer is run once per image and
/// the part behind it on batches of masked copies.
/// </para>
/// </remarks>
public sealed class LeaveOneOut : RankingMethod
{
    private readonly bool _absolute;

    private LeaveOneOut(string id, string displayName, bool absolute)
    {
        Id = id;
        DisplayName = displayName;
        _absolute = absolute;
    }

    /// <summary>LO-IR as the paper's Eq. 5 has it; the default.</summary>
    public static LeaveOneOut Signed { get; } = new("lo-ir", "LO-IR", absolute: false);

    /// <summary>LO-IR as the official code computes it: the mean absolute change.</summary>
    public static LeaveOneOut Absolute { get; } = new("lo-ir-absolute", "LO-IR (absolute)", absolute: true);

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string DisplayName { get; }

    private protected override RankingScores Score(RankingTask task)
    {
        var suffix = task.Classifier.Stages.Skip(task.Layer.StageIndex + 1).ToList();
        var linear = suffix switch
        {
            [{ Kind: StageKind.GlobalAveragePooling }, { LinearModule: { } head }] when task.Layer.Form == LayerForm.Maps => head,
            [{ LinearModule: { } head }] when task.Layer.Form == LayerForm.Features => head,
            _ => null,
        };
        return new RankingScores(linear is null ? ScoreBySuffix(task) : ScoreLinearSuffix(task, linear));
    }

    /// <summary>Every suffix, linear or not: masked copies through h.</summary>
    internal float[] ScoreBySuffix(RankingTask task)
    {
        var (classifier, layer, neurons) = (task.Classifier, task.Layer, task.Layer.NeuronCount);
        var sums = Sums(classifier, neurons);
        ForEachBatch(task, (activations, labels) =>
        {
            var images = activations.shape[0];
            var column = labels.unsqueeze(1);
            var unmasked = classifier.From(layer, activations).gather(1, column).squeeze(1);
            var together = (int)Math.Max(1, task.Options.MaskedCopies / images);
            for (var first = 0; first < neurons; first += together)
            {
                task.CancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var count = Math.Min(together, neurons - first);

                // [copies, images, …], neuron first+i zeroed in copy i.
                var keep = ones([count, neurons], dtype: activations.dtype, device: activations.device);
                keep.narrow(1, first, count).sub_(eye(count, dtype: activations.dtype, device: activations.device));
                var masked = (activations.unsqueeze(0) * layer.Form.Spread(keep).unsqueeze(1)).flatten(0, 1);
                var logits = classifier.From(layer, layer.Form.InFastestOrder(masked)).view(count, images, classifier.ClassCount);
                var change = unmasked - logits.gather(2, column.unsqueeze(0).expand(count, images, 1)).squeeze(2);
                var perNeuron = (_absolute ? change.abs() : change).transpose(0, 1).to(float64);
                sums.narrow(1, first, count).index_add_(0, labels, perNeuron, 1);
            }
        });
        return MeanPerClass(sums, task);
    }

    /// <summary>A linear map of the averages behind the layer: the change of logit c is W[c,j]·ā_j.</summary>
    private float[] ScoreLinearSuffix(RankingTask task, TorchSharp.Modules.Linear linear)
    {
        var sums = Sums(task.Classifier, task.Layer.NeuronCount);
        ForEachBatch(task, (activations, labels) =>
        {
            var pooled = task.Layer.Form.Average(activations).to(float64);
            sums.index_add_(0, labels, _absolute ? pooled.abs() : pooled, 1);
        });
        var weight = linear.weight!.to(float64);
        return MeanPerClass(sums * (_absolute ? weight.abs() : weight), task);
    }

    private static Tensor Sums(Classifier classifier, int neurons) =>
        zeros([classifier.ClassCount, neurons], dtype: float64, device: classifier.Device);

    private static void ForEachBatch(RankingTask task, Action<Tensor, Tensor> use)
    {
        foreach (var range in task.Probe.Batches(task.Options.BatchSize, task.CancellationToken))
        {
            using var scope = NewDisposeScope();
            var images = task.Probe.ImageTensor(range, task.Classifier.Device);
            var labels = task.Probe.LabelTensor(range, task.Classifier.Device);
            use(task.Classifier.UpTo(task.Layer, images), labels);
            task.Progress?.Report(range.ShareDone);
        }
    }

    /// <summary>Sums [K, N] over each class's probe images, as means [N, K] in row-major order.</summary>
    private static float[] MeanPerClass(Tensor sums, RankingTask task)
    {
        var counts = new double[task.Classifier.ClassCount];
        foreach (var label in task.Probe.Labels)
            counts[label]++;
        var means = sums / tensor(counts, device: sums.device).unsqueeze(1);
        return means.transpose(0, 1).to(float32).contiguous().cpu().data<float>().ToArray();
    }
}
