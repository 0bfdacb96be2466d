using System.Globalization;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// The accuracy that a smoothed defense keeps where an attacker submits an image again and again and needs one error: the share of
/// images that N independent draws of the noise all classify correctly.
/// </summary>
/// <remarks>
/// An attacker who can compute the noise (it comes from a seed in the model's file) tries variants of an image offline and submits the
/// one that fails, which is the same as N submissions to a server with fresh noise. So the row of one submission holds for noise that
/// the attacker cannot predict, and rows further down for noise that is known. Adversarial images are made for the base model by
/// APGD on the margin, as attacks by transfer are.
/// </remarks>
public sealed class RepeatedSubmissions : ModelExperiment
{
    private const int Draws = 100;

    private static readonly int[] Submissions = [1, 2, 5, 10, 20, 50, 100];

    /// <inheritdoc/>
    public override string Id => "repeated-submissions";

    /// <inheritdoc/>
    public override string Title => "Accuracy when an attacker may try again";

    /// <inheritdoc/>
    public override string Origin => "beyond the paper";

    /// <inheritdoc/>
    public override string Purpose =>
        "How much of a smoothed defense's accuracy is left when an attacker knows the noise or submits an image several times.";

    /// <inheritdoc/>
    public override ExperimentOutcome Run(ExperimentSubject subject, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var smoothing = Smoothing.For(subject.ThreatModel.Epsilon);
        List<Defense> defenses =
        [
            new RandomizedSmoothing(smoothing),
            .. subject.Methods.Select(Defense (method) => new InterpretabilityGuided(
                subject.Rank(method), new InterpretabilityGuidedOptions { K = subject.K, Smoothing = smoothing })),
        ];
        var attack = new Apgd(new ApgdOptions { Loss = AttackLoss.CarliniWagner, Steps = subject.Steps });
        List<string> names = ["Base model", .. defenses.Select(defense => defense.DisplayName)];
        var counts = names.ConvertAll(_ => (Clean: new List<int>(), Attacked: new List<int>()));
        for (var start = 0; start < subject.Images.Count; start += subject.BatchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(subject.BatchSize, subject.Images.Count - start);
            var batch = new AttackBatch(
                subject.Images.ImageTensor(start..(start + count), subject.Classifier.Device),
                subject.Images.LabelTensor(start..(start + count), subject.Classifier.Device),
                [.. Enumerable.Range(start, count).Select(index => (long)index)]);
            cancellationToken.ThrowIfCancellationRequested();
            using var result = attack.Run(subject.Classifier, batch, subject.ThreatModel, subject.Seed, null, cancellationToken);
            Count(subject.Classifier, counts[0]);
            foreach (var (defense, correct) in defenses.Zip(counts.Skip(1)))
            {
                using var defended = defense.Defend(subject.Classifier);
                Count(defended, correct);
            }

            void Count(ImageModel model, (List<int> Clean, List<int> Attacked) correct)
            {
                correct.Clean.AddRange(Correct(model, batch, batch.Images, subject.Seed.For("clean"), cancellationToken));
                correct.Attacked.AddRange(Correct(model, batch, result.Adversarial, subject.Seed.For("attacked"), cancellationToken));
            }

            progress?.Report((double)(start + count) / subject.Images.Count);
        }

        return new ExperimentOutcome(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Draws} draws of the noise per image, one noise of σ_d = ε/2 each; k = {subject.K} of {subject.Layer.NeuronCount} neurons of {subject.Layer.Name}. ") +
            $"Adversarial images come from {attack.DisplayName} on the base model. One submission is noise that the attacker cannot predict; " +
            "more submissions are repeated tries, or variants tried offline where the noise is known.",
            [
                Table("clean", "Clean accuracy", names, [.. counts.Select(count => count.Clean)]),
                Table("attacked", $"Accuracy on adversarial images ({attack.DisplayName} on the base model)", names, [.. counts.Select(count => count.Attacked)]),
            ],
            [.. names.Zip(counts, static (name, count) =>
                $"{name}: {Format.Accuracy(AllCorrect(count.Attacked, 1))} of adversarial images are classified correctly in one submission, " +
                $"{Format.Accuracy(AllCorrect(count.Attacked, 10))} in each of 10, {Format.Accuracy(AllCorrect(count.Attacked, Draws))} in each of {Draws}")]);
    }

    /// <summary>How many of the draws classify each image correctly; without noise all draws are one.</summary>
    private static int[] Correct(ImageModel model, AttackBatch batch, Tensor images, RandomSeed seed, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var correct = zeros([batch.Count], dtype: int32, device: images.device);
        var draws = model.IsRandomized ? Draws : 1;
        for (var draw = 0; draw < draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using var random = new RandomStreams(seed.For(draw), batch.ImageIds);
            correct.add_(model.Logits(images, random).argmax(1).eq(batch.Labels).to(int32));
        }

        return Array.ConvertAll(correct.cpu().data<int>().ToArray(), count => count * (Draws / draws));
    }

    /// <summary>
    /// The expected share of images that some of the draws all classify correctly: for c correct ones of D the chance that n drawn
    /// without replacement are all correct, C(c, n) / C(D, n).
    /// </summary>
    internal static double AllCorrect(IReadOnlyCollection<int> correct, int submissions) => correct.Average(count =>
    {
        var chance = 1.0;
        for (var i = 0; i < submissions; i++)
            chance *= Math.Max(0, count - i) / (double)(Draws - i);
        return chance;
    });

    private static ExperimentTable Table(string id, string title, IReadOnlyList<string> names, IReadOnlyList<List<int>> counts) => new()
    {
        Id = id,
        Title = title,
        Form = ExperimentForm.Lines,
        RowsAre = "submissions",
        NumbersAre = "accuracy in all submissions",
        Unit = ExperimentUnit.Share,
        Columns = [.. names],
        Rows =
        [
            .. Submissions.Select(submissions => new ExperimentRow
            {
                Key = submissions.ToString(CultureInfo.InvariantCulture),
                Values = [.. counts.Select(count => (double?)AllCorrect(count, submissions))],
            }),
        ],
    };
}
