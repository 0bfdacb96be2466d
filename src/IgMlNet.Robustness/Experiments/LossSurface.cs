using System.Globalization;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// The cross-entropy of base model and defense around images: at x + αg + βg⊥ with g the sign of the gradient and g⊥ a random direction
/// of signs that is orthogonal to it, α and β from −ε to ε, clamped to [0,1]; the mean over the images. A smooth surface that is
/// highest along the gradient speaks against masked gradients.
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng (ECCV 2024), Appendix C.2, Fig. 8.</remarks>
public sealed class LossSurface : ModelExperiment
{
    private const int Points = 11;
    private const int MostImages = 100;

    /// <inheritdoc/>
    public override string Id => "loss-surface";

    /// <inheritdoc/>
    public override string Title => "Loss surfaces of base model and defense";

    /// <inheritdoc/>
    public override string Origin => "Fig. 8";

    /// <inheritdoc/>
    public override string Purpose =>
        "Whether the defense makes the loss jagged, or hides from gradients where it is high, as defenses do that mask gradients.";

    /// <inheritdoc/>
    public override ExperimentOutcome Run(ExperimentSubject subject, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var images = subject.Images.Take(Math.Min(MostImages, subject.Images.Count));
        var surfaces = new List<(string Id, string Name, double[,] Loss)>();
        var defenses = subject.Methods.Select(method => new InterpretabilityGuided(
            subject.Rank(method), new InterpretabilityGuidedOptions { K = subject.K })).ToList();
        var done = 0;
        surfaces.Add(("base", "base model", Surface(subject.Classifier)));
        foreach (var defense in defenses)
        {
            using var model = defense.Defend(subject.Classifier);
            surfaces.Add((defense.Id, defense.DisplayName, Surface(model)));
        }

        var axis = Axis(subject.ThreatModel.Epsilon);
        return new ExperimentOutcome(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Mean cross-entropy of {images.Count} images at x + αg + βg⊥, α and β in {Points} steps from −ε to ε; g: sign of the ") +
            "gradient of the model's own loss; g⊥: a random direction of signs orthogonal to it; pixels are clamped to [0,1]. Roughness: the mean " +
            "absolute second difference along α, by the range of the surface. No smoothing.",
            [Summary(surfaces), .. surfaces.Select(surface => Table(surface.Id, surface.Name, surface.Loss, axis))],
            [.. surfaces.Select(surface => Finding(surface.Name, surface.Loss))]);

        double[,] Surface(ImageModel model)
        {
            var loss = Around(model, subject, images, cancellationToken);
            progress?.Report((double)++done / (defenses.Count + 1));
            return loss;
        }
    }

    /// <summary>Mean loss, rows by β, columns by α, both rising.</summary>
    private static double[,] Around(
        ImageModel model, ExperimentSubject subject, LabeledImages images, CancellationToken cancellationToken)
    {
        var sums = new double[Points, Points];
        foreach (var range in images.Batches(subject.BatchSize, cancellationToken))
        {
            using var scope = NewDisposeScope();
            var (x, y) = (images.ImageTensor(range, model.Device), images.LabelTensor(range, model.Device));
            var batch = new AttackBatch(x, y, range.ImageIds);
            var seed = subject.Seed.For("loss surface");
            using var random = new RandomStreams(seed, batch.ImageIds);
            var context = new AttackContext(model, batch, subject.ThreatModel, seed, random, cancellationToken);
            var along = context.Gradient(x, AttackLoss.CrossEntropy).Gradient.sign();
            var across = Orthogonal(along, random);
            var axis = Axis(subject.ThreatModel.Epsilon);
            using var noGrad = no_grad();
            for (var b = 0; b < Points; b++)
            {
                for (var a = 0; a < Points; a++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    using var inner = NewDisposeScope();
                    var there = (x + (axis[a] * along) + (axis[b] * across)).clamp(0, 1);
                    sums[b, a] += nn.functional.cross_entropy(context.Logits(there), y, reduction: nn.Reduction.Sum).item<float>();
                }
            }
        }

        for (var b = 0; b < Points; b++)
        {
            for (var a = 0; a < Points; a++)
                sums[b, a] /= images.Count;
        }

        return sums;
    }

    /// <summary>Of each image half of the places keep the gradient's sign and half have the other, at random: the product of both is 0.</summary>
    private static Tensor Orthogonal(Tensor along, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var ranks = random.Uniform(along).flatten(1).argsort(1).argsort(1);
        var kept = ranks.lt(ranks.shape[1] / 2).to(float32).mul(2).sub(1).view(along.shape);
        return (along * kept).MoveToOuterDisposeScope();
    }

    private static double[] Axis(double epsilon) =>
        [.. Enumerable.Range(0, Points).Select(i => epsilon * ((2.0 * i / (Points - 1)) - 1))];

    private static ExperimentTable Summary(List<(string Id, string Name, double[,] Loss)> surfaces) => new()
    {
        Id = "summary",
        Title = "Cross-entropy around images",
        Form = ExperimentForm.Table,
        RowsAre = "model",
        NumbersAre = "cross-entropy",
        Unit = ExperimentUnit.Number,
        Columns = ["at the image", "at ε along the gradient", "highest anywhere", "at ε across it", "roughness"],
        Rows =
        [
            .. surfaces.Select(surface => new ExperimentRow
            {
                Key = surface.Name,
                Values =
                [
                    surface.Loss[Points / 2, Points / 2], surface.Loss[Points / 2, Points - 1], surface.Loss.Cast<double>().Max(),
                    surface.Loss[Points - 1, Points / 2], Roughness(surface.Loss),
                ],
            }),
        ],
    };

    private static ExperimentTable Table(string id, string name, double[,] loss, double[] axis) => new()
    {
        Id = id,
        Title = $"Cross-entropy of {name}",
        Form = ExperimentForm.Surface,
        RowsAre = "β, across the gradient",
        NumbersAre = "α, along the gradient",
        Unit = ExperimentUnit.Number,
        Columns = [.. axis.Select(Text)],
        Rows =
        [
            .. Enumerable.Range(0, Points).Select(b => new ExperimentRow
            {
                Key = Text(axis[b]),
                Values = [.. Enumerable.Range(0, Points).Select(a => (double?)loss[b, a])],
            }),
        ],
    };

    private static string Text(double value) =>
        value == 0 ? "0" : value < 0 ? "-" + ThreatModelInfo.TextOf(-value) : ThreatModelInfo.TextOf(value);

    private static double Roughness(double[,] loss)
    {
        var all = loss.Cast<double>().ToList();
        var range = all.Max() - all.Min();
        if (range == 0)
            return 0;
        var sum = 0.0;
        for (var b = 0; b < Points; b++)
        {
            for (var a = 1; a < Points - 1; a++)
                sum += Math.Abs(loss[b, a - 1] - (2 * loss[b, a]) + loss[b, a + 1]);
        }

        return sum / (Points * (Points - 2)) / range;
    }

    private static string Finding(string name, double[,] loss)
    {
        var (edge, highest) = (Enumerable.Range(0, Points).Max(b => loss[b, Points - 1]), loss.Cast<double>().Max());
        return highest > edge
            ? $"{name}: the loss is highest elsewhere than on the edge α = ε, ε along the gradient, a sign of masked gradients"
            : $"{name}: the loss is highest on the edge α = ε, ε along the gradient";
    }
}
