using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.WhiteBox;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// What masks could give at most: on images perturbed for the base model, the share that the true class's fixed mask classifies correctly,
/// and the share that any class's mask does. No pseudo-label, however good, takes a defense with these masks above the second on these
/// images; an attack on the defense itself only lowers both.
/// </summary>
/// <remarks>
/// The paper (Kulkarni &amp; Weng, ECCV 2024) chooses the mask by the soft pseudo-label of Eq. 3; at its τ = 0.01 that is one class's mask on
/// all but a few images, as here. No smoothing.
/// </remarks>
public sealed class OracleMasks : ModelExperiment
{
    /// <inheritdoc/>
    public override string Id => "oracle";

    /// <inheritdoc/>
    public override string Title => "What masks could give at most";

    /// <inheritdoc/>
    public override string Origin => "bound on Eq. 3";

    /// <inheritdoc/>
    public override string Purpose => "Whether a defense of this family can help a model at all, in a minute.";

    /// <inheritdoc/>
    public override ExperimentOutcome Run(ExperimentSubject subject, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        using var scope = NewDisposeScope();
        var attack = new Transfer(new Apgd(new ApgdOptions { Steps = subject.Steps }), subject.Classifier);
        var rankings = subject.Methods.Select(method => (method.DisplayName, Mask: subject.Rank(method).Mask(subject.K, subject.Classifier.Device)))
            .ToList();
        var counts = rankings.Select(_ => (Clean: new Counts(), Attacked: new Counts())).ToList();
        for (var start = 0; start < subject.Images.Count; start += subject.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var end = Math.Min(start + subject.BatchSize, subject.Images.Count);
            var batch = new AttackBatch(
                subject.Images.ImageTensor(start..end, subject.Classifier.Device),
                subject.Images.LabelTensor(start..end, subject.Classifier.Device),
                [.. Enumerable.Range(start, end - start).Select(index => (long)index)]);
            using var result = attack.Run(subject.Classifier, batch, subject.ThreatModel, subject.Seed, null, cancellationToken);
            foreach (var ((_, mask), count) in rankings.Zip(counts))
            {
                Add(count.Clean, subject, batch.Images, batch.Labels, mask);
                Add(count.Attacked, subject, result.Adversarial, batch.Labels, mask);
            }

            progress?.Report((double)end / subject.Images.Count);
        }

        var images = subject.Images.Count;
        return new ExperimentOutcome(
            FormattableString.Invariant($"{images} images, clean and under {attack.DisplayName} on the base model, with one class's mask of ")
            + FormattableString.Invariant($"{subject.K} neurons of {subject.Layer.Name} in the second pass. Predicted: the mask of the class that the base ")
            + "model predicts, which is the defense without smoothing. True: that of the true class. Any: an image counts where the mask of any class "
            + "gives the true class; no pseudo-label can do better.",
            [
                new ExperimentTable
                {
                    Id = "masks",
                    Title = "Accuracy by the mask of the second pass",
                    Form = ExperimentForm.Bars,
                    RowsAre = "mask",
                    NumbersAre = "accuracy",
                    Unit = ExperimentUnit.Share,
                    Columns = ["clean", attack.DisplayName],
                    Rows =
                    [
                        Row("base model (no mask)", counts[0].Clean.Base, counts[0].Attacked.Base),
                        .. rankings.Zip(counts).SelectMany(pair => new[]
                        {
                            Row($"{pair.First.DisplayName}: predicted", pair.Second.Clean.Predicted, pair.Second.Attacked.Predicted),
                            Row($"{pair.First.DisplayName}: true", pair.Second.Clean.True, pair.Second.Attacked.True),
                            Row($"{pair.First.DisplayName}: any", pair.Second.Clean.Any, pair.Second.Attacked.Any),
                        }),
                    ],
                },
            ],
            [.. rankings.Zip(counts).Select(pair => Finding(pair.First.DisplayName, pair.Second.Attacked, images))]);

        ExperimentRow Row(string key, long clean, long attacked) =>
            new() { Key = key, Values = [(double)clean / images, (double)attacked / images] };
    }

    /// <summary>Counts by which masks some images are classified correctly.</summary>
    private static void Add(Counts counts, ExperimentSubject subject, Tensor images, Tensor labels, Tensor mask)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (classifier, classes) = (subject.Classifier, subject.Classifier.ClassCount);
        var activations = classifier.UpTo(subject.Layer, images);
        var predicted = classifier.From(subject.Layer, activations).argmax(1);
        var shape = Enumerable.Repeat(1L, (int)activations.dim()).ToArray();
        shape[1] = mask.shape[1];

        // [classes, images]: whether the mask of a class gives the true class.
        var correct = stack(Enumerable.Range(0, classes).Select(label =>
        {
            using var inner = NewDisposeScope();
            return classifier.From(subject.Layer, activations * mask[label].view(shape)).argmax(1).eq(labels).MoveToOuterDisposeScope();
        }));
        counts.Base += Number(predicted.eq(labels));
        counts.Predicted += Number(correct.gather(0, predicted.unsqueeze(0)));
        counts.True += Number(correct.gather(0, labels.unsqueeze(0)));
        counts.Any += Number(correct.any(0));
    }

    private static long Number(Tensor isTrue) => isTrue.sum().item<long>();

    private static string Finding(string name, Counts attacked, int images)
    {
        var (gain, bound) = ((double)(attacked.Any - attacked.Base) / images, WilsonInterval.Compute(attacked.Any, images));
        return $"{name}: of the images, {Format.Accuracy((double)attacked.Base / images)} stand without mask, "
            + $"{Format.Accuracy((double)attacked.Predicted / images)} with the predicted class's, "
            + $"{Format.Accuracy((double)attacked.True / images)} with the true class's and {Format.Accuracy((double)attacked.Any / images)} "
            + $"{Format.AccuracyInterval(bound)} with any class's mask: no pseudo-label gains more than {Format.GainInPoints(gain)} on them.";
    }

    /// <summary>Images that are classified correctly without mask, and with that of the predicted, the true, and any class.</summary>
    private sealed class Counts
    {
        public long Base { get; set; }

        public long Predicted { get; set; }

        public long True { get; set; }

        public long Any { get; set; }
    }
}
