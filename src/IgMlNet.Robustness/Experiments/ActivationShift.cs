using System.Globalization;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// How PGD changes activations: of the k neurons that are most important to the ground truth (Δ_y), to the class predicted after the
/// attack (Δ_ŷ*), to the other classes, and of neurons that are important to no class; apart for attacks that succeed and that fail.
/// </summary>
/// <remarks>
/// Paper: Kulkarni &amp; Weng (ECCV 2024), Sec. 3, Eq. 1 and 2, Fig. 2, Table 7. A change is relative to the activations before the
/// attack. <see cref="Paper"/> divides mean changes over all images by mean activations, under PGD. <see cref="PublishedCode"/>
/// averages the images' own ratios, under GAMA-PGD-100, as the official code does for Table 7. Images that are misclassified before the
/// attack are left out.
/// </remarks>
public sealed class ActivationShift : ModelExperiment
{
    private const int PublishedSteps = 100;

    private static readonly string[] Groups = ["ground truth", "predicted after the attack", "other classes", "unimportant"];

    private readonly Func<ExperimentSubject, Attack> _attack;
    private readonly ChangeOfActivation _change;

    private ActivationShift(string id, string title, string origin, Func<ExperimentSubject, Attack> attack, ChangeOfActivation change) =>
        (Id, Title, Origin, _attack, _change) = (id, title, origin, attack, change);

    /// <summary>A ratio of means over images, under PGD, as the paper's Eq. 1 and 2.</summary>
    public static ActivationShift Paper { get; } = new(
        "activation-shift", "Activation change under attack", "Fig. 2, Table 7",
        static subject => new Pgd(new PgdOptions { Steps = subject.Steps }), ChangeOfActivation.RatioOfMeans);

    /// <summary>The mean of per-image ratios, under GAMA-PGD-100, as the official code computes Table 7.</summary>
    public static ActivationShift PublishedCode { get; } = new(
        "activation-shift-published", "Activation change under attack, as the published code computes it", "Table 7",
        static _ => new GamaPgd(new GamaPgdOptions { Steps = PublishedSteps }), ChangeOfActivation.MeanOfRatios);

    /// <summary>How changes of several images become one number.</summary>
    private enum ChangeOfActivation
    {
        /// <summary>The mean change over images by the mean activation before the attack.</summary>
        RatioOfMeans,

        /// <summary>The mean over images of each image's relative change.</summary>
        MeanOfRatios,
    }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string Title { get; }

    /// <inheritdoc/>
    public override string Origin { get; }

    /// <inheritdoc/>
    public override string Purpose =>
        "Whether attacks that succeed move activation from the neurons of the true class to those of the predicted one, on which the defense rests.";

    /// <inheritdoc/>
    public override ExperimentOutcome Run(ExperimentSubject subject, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var sums = subject.Methods.Select(method => new Shift(subject, subject.Rank(method))).ToList();
        var attack = _attack(subject);
        foreach (var range in subject.Images.Batches(subject.BatchSize, cancellationToken))
        {
            using var scope = NewDisposeScope();
            var batch = new AttackBatch(
                subject.Images.ImageTensor(range, subject.Classifier.Device),
                subject.Images.LabelTensor(range, subject.Classifier.Device),
                range.ImageIds);
            using var result = attack.Run(subject.Classifier, batch, subject.ThreatModel, subject.Seed, null, cancellationToken);
            using var noGrad = no_grad();
            var before = subject.Classifier.UpTo(subject.Layer, batch.Images);
            var after = subject.Classifier.UpTo(subject.Layer, result.Adversarial);
            var labels = batch.Labels.cpu().data<long>().ToArray();
            var clean = subject.Classifier.From(subject.Layer, before).argmax(1).cpu().data<long>().ToArray();
            var attacked = subject.Classifier.From(subject.Layer, after).argmax(1).cpu().data<long>().ToArray();
            var (were, are) = (Means(subject.Layer.Form, before), Means(subject.Layer.Form, after));
            foreach (var sum in sums)
                sum.Add(were, are, labels, clean, attacked);
            progress?.Report(range.ShareDone);
        }

        return new ExperimentOutcome(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{attack.DisplayName} on the base model; the {subject.K} of {subject.Layer.NeuronCount} neurons of {subject.Layer.Name} that are most ") +
            "important to a class by each ranking. " +
            (_change == ChangeOfActivation.RatioOfMeans
                ? "A change is the mean change of activations divided by their mean before the attack"
                : "A change is the mean of the images' relative changes of activation") +
            ", over images that are classified correctly before it. Unimportant neurons are in the top k of no class.",
            [
                Table("successful", "Change of activations under attacks that succeed", Enumerable.Range(0, Groups.Length), sums, static shift => shift.Successful),

                // Of attacks that fail the class predicted after the attack is the ground truth.
                Table("unsuccessful", "Change of activations under attacks that fail", [0, 2, 3], sums, static shift => shift.Failed),
            ],
            [.. sums.Select(Finding)]);
    }

    /// <summary>Mean activations of neurons, [images][neurons].</summary>
    private static float[][] Means(LayerForm form, Tensor activations)
    {
        using var scope = NewDisposeScope();
        var flat = form.Average(activations).cpu();
        var values = flat.data<float>().ToArray();
        var neurons = (int)flat.shape[1];
        return [.. Enumerable.Range(0, (int)flat.shape[0]).Select(image => values[(image * neurons)..((image + 1) * neurons)])];
    }

    private ExperimentTable Table(string id, string title, IEnumerable<int> groups, List<Shift> sums, Func<Shift, Side> side) => new()
    {
        Id = id,
        Title = title,
        Form = ExperimentForm.Bars,
        RowsAre = "ranking",
        NumbersAre = "relative change",
        Unit = ExperimentUnit.RelativeChange,
        Columns = [.. groups.Select(group => Groups[group])],
        Rows =
        [
            .. sums.Select(sum => new ExperimentRow
            {
                Key = $"{sum.Name} ({Format.Count(side(sum).Images)} images)",
                Values = [.. groups.Select(group => side(sum).Change(group, _change))],
            }),
        ],
    };

    private static string Finding(Shift shift) => string.Create(
        CultureInfo.InvariantCulture,
        $"{shift.Name}: of {shift.Successful.Images} attacks that succeed, {shift.Successful.Lowered[0]} lower the neurons of the ground truth and ") +
        string.Create(
            CultureInfo.InvariantCulture,
            $"{shift.Successful.Raised[1]} raise those of the predicted class; of {shift.Failed.Images} that fail, {shift.Failed.Lowered[0]} lower those of the ground truth");

    /// <summary>Changes by one ranking.</summary>
    private sealed class Shift
    {
        private readonly IReadOnlyList<int>[] _top;
        private readonly int[] _unimportant;

        public Shift(ExperimentSubject subject, NeuronImportanceRanking ranking)
        {
            Name = RankingMethod.Find(ranking.Manifest.Method).DisplayName;
            _top = [.. Enumerable.Range(0, ranking.ClassCount).Select(label => ranking.TopNeurons(label, subject.K))];
            _unimportant = [.. Enumerable.Range(0, ranking.NeuronCount).Except(_top.SelectMany(top => top))];
        }

        public string Name { get; }

        public Side Successful { get; } = new();

        public Side Failed { get; } = new();

        public void Add(float[][] before, float[][] after, long[] labels, long[] clean, long[] attacked)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                if (clean[i] != labels[i])
                    continue;
                var (label, predicted) = ((int)labels[i], (int)attacked[i]);
                var side = predicted == label ? Failed : Successful;
                side.Images++;
                side.Add(0, before[i], after[i], _top[label]);
                if (predicted != label)
                    side.Add(1, before[i], after[i], _top[predicted]);
                for (var other = 0; other < _top.Length; other++)
                {
                    if (other != label && other != predicted)
                        side.Add(2, before[i], after[i], _top[other]);
                }

                side.Add(3, before[i], after[i], _unimportant);
            }
        }
    }

    /// <summary>Sums over images on which attacks succeed, or fail.</summary>
    private sealed class Side
    {
        private readonly double[] _before = new double[Groups.Length];
        private readonly double[] _after = new double[Groups.Length];
        private readonly List<double>[] _ratios = [.. Groups.Select(_ => new List<double>())];

        public int Images { get; set; }

        /// <summary>How many times the activations of each group became less in sum.</summary>
        public int[] Lowered { get; } = new int[Groups.Length];

        /// <summary>How many times they became more.</summary>
        public int[] Raised { get; } = new int[Groups.Length];

        /// <summary>The relative change of a group; null where there is nothing to compare with.</summary>
        public double? Change(int group, ChangeOfActivation change) => change == ChangeOfActivation.RatioOfMeans
            ? Relative(_before[group], _after[group])
            : _ratios[group].Count == 0 ? null : _ratios[group].Average();

        public void Add(int group, float[] before, float[] after, IReadOnlyList<int> neurons)
        {
            var (was, becomes) = (0.0, 0.0);
            foreach (var neuron in neurons)
            {
                was += before[neuron];
                becomes += after[neuron];
            }

            if (Relative(was, becomes) is { } ratio)
                _ratios[group].Add(ratio);
            _before[group] += was;
            _after[group] += becomes;
            Lowered[group] += becomes < was ? 1 : 0;
            Raised[group] += becomes > was ? 1 : 0;
        }

        private static double? Relative(double before, double after) => before == 0 ? null : (after - before) / Math.Abs(before);
    }
}
