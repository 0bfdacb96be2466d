using IgMlNet.Reporting.Experiments;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Experiments;

public sealed class ModelExperimentTests : IDisposable
{
    private const double Epsilon = 0.05;
    private readonly Classifier _classifier = TinyModels.Classifier();

    public static TheoryData<string> Ids { get; } = [.. ModelExperiment.All.Select(analysis => analysis.Id)];

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void All_analyses_of_the_library_are_listed_under_names_of_their_own()
    {
        var types = typeof(ModelExperiment).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ModelExperiment)) && !type.IsAbstract).Select(type => type.Name);
        Assert.Equal(types.Order(StringComparer.Ordinal), ModelExperiment.All.Select(analysis => analysis.GetType().Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Distinct(ModelExperiment.All.Select(analysis => analysis.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_analysis_leaks_nothing_tells_how_far_it_is_and_gives_sound_tables(string id)
    {
        var subject = Subject(24);
        var analysis = ModelExperiment.All.Single(one => one.Id == id);
        var heard = new List<double>();
        ExperimentOutcome? outcome = null;
        TensorLeaks.AssertNone(() => outcome = analysis.Run(subject, new Reports<double>(heard.Add), TestContext.Current.CancellationToken));
        Assert.Equal(heard.Order(), heard);
        Assert.Equal(1, heard[^1]);
        Assert.NotEmpty(outcome!.Tables);
        Assert.All(outcome.Tables, table =>
        {
            Assert.NotEmpty(table.Rows);
            Assert.All(table.Rows, row => Assert.Equal(table.Columns.Length, row.Values.Length));
            Assert.All(table.Rows.SelectMany(row => row.Values), value => Assert.True(value is null || double.IsFinite(value.Value)));
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_cancelled_analysis_stops(string id)
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => ModelExperiment.All.Single(one => one.Id == id).Run(Subject(8), null, cancelled.Token));
    }

    [Fact]
    public void Activation_changes_are_those_of_the_mean_activations_of_top_neurons()
    {
        var subject = Subject(40) with { BatchSize = 7 };
        var outcome = ActivationShift.Paper.Run(subject, null, TestContext.Current.CancellationToken);

        // Once more in one piece, with tensors: masks of the top k stand for their indices.
        using var scope = NewDisposeScope();
        using var result = new Pgd(new PgdOptions { Steps = subject.Steps }).Run(
            _classifier, Batch(subject), subject.ThreatModel, subject.Seed, null, CancellationToken.None);
        using var noGrad = no_grad();
        var before = _classifier.UpTo(subject.Layer, subject.Images.ImageTensor(.., CPU));
        var after = _classifier.UpTo(subject.Layer, result.Adversarial);
        var labels = subject.Images.LabelTensor(.., CPU);
        var predicted = _classifier.From(subject.Layer, after).argmax(1);
        var clean = _classifier.From(subject.Layer, before).argmax(1).eq(labels);
        var mask = subject.Rank(LeaveOneOut.Signed).Mask(subject.K, CPU);

        // Each image counts once, by the sum over its neurons.
        var sums = (Tensor activations) => (activations.mean([2, 3]) * mask[labels]).sum(1);
        var lowered = sums(after).lt(sums(before)) & clean & predicted.eq(labels);
        Assert.EndsWith($"that fail, {lowered.sum().item<long>()} lower those of the ground truth", outcome.Findings[0], StringComparison.Ordinal);

        // The name matters: a 0 by itself is taken for a type, and all is summed.
        var unimportant = mask.sum(dim: 0).eq(0).to(float32).unsqueeze(0);
        Assert.InRange(unimportant.sum().item<float>(), 1, subject.Layer.NeuronCount - subject.K);
        var mean = (Tensor activations, Tensor weights, Tensor chosen) =>
            (activations.mean([2, 3]) * weights)[chosen].sum().item<float>();
        foreach (var (table, chosen) in outcome.Tables.Zip((Tensor[])[clean & predicted.ne(labels), clean & predicted.eq(labels)]))
        {
            Assert.Contains($"({chosen.sum().item<long>()} images)", table.Rows[0].Key, StringComparison.Ordinal);
            Assert.True(chosen.any().item<bool>());
            AssertChange("ground truth", mask[labels]);
            if (table.Id == "successful")
                AssertChange("predicted after the attack", mask[predicted]);
            else
                Assert.Equal(3, table.Columns.Length);
            var classes = arange(_classifier.ClassCount);
            var own = (classes.eq(labels.unsqueeze(1)) | classes.eq(predicted.unsqueeze(1))).to(float32);
            AssertChange("other classes", (1 - own).mm(mask));
            AssertChange("unimportant", unimportant);

            void AssertChange(string group, Tensor weights)
            {
                var (was, becomes) = (mean(before, weights.expand_as(before.mean([2, 3])), chosen), mean(after, weights.expand_as(before.mean([2, 3])), chosen));
                Assert.Equal((becomes - was) / was, table.Rows[0].Values[table.Columns.IndexOf(group)]!.Value, 1e-3);
            }
        }
    }

    [Fact]
    public void The_published_reading_averages_the_ratios_of_images()
    {
        var subject = Subject(40) with { BatchSize = 7 };
        var outcome = ActivationShift.PublishedCode.Run(subject, null, TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        using var result = new GamaPgd(new GamaPgdOptions { Steps = 100 }).Run(
            _classifier, Batch(subject), subject.ThreatModel, subject.Seed, null, CancellationToken.None);
        using var noGrad = no_grad();
        var labels = subject.Images.LabelTensor(.., CPU);
        var mask = subject.Rank(LeaveOneOut.Signed).Mask(subject.K, CPU)[labels];
        var before = _classifier.UpTo(subject.Layer, subject.Images.ImageTensor(.., CPU));
        var after = _classifier.UpTo(subject.Layer, result.Adversarial);
        var chosen = _classifier.From(subject.Layer, before).argmax(1).eq(labels) & _classifier.From(subject.Layer, after).argmax(1).ne(labels);
        var (was, becomes) = ((before.mean([2, 3]) * mask).sum(1)[chosen], (after.mean([2, 3]) * mask).sum(1)[chosen]);
        var usable = was.ne(0);
        Assert.True(usable.any().item<bool>());
        var expected = ((becomes - was) / was.abs())[usable].mean().item<float>();
        var table = outcome.Tables.Single(one => one.Id == "successful");
        Assert.Equal(expected, table.Rows[0].Values[table.Columns.IndexOf("ground truth")]!.Value, 1e-3);
        Assert.StartsWith("GAMA-PGD-100", outcome.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_submissions_leave_what_all_draws_classify_correctly()
    {
        Assert.Equal(1, RepeatedSubmissions.AllCorrect([100, 100], 100));
        Assert.Equal(0.5, RepeatedSubmissions.AllCorrect([100, 99], 100));
        Assert.Equal(0.75, RepeatedSubmissions.AllCorrect([100, 50], 1));

        // 50 of 100 right: the chance that two different draws are both right.
        Assert.Equal(50.0 / 100 * 49 / 99, RepeatedSubmissions.AllCorrect([50], 2), 1e-12);
    }

    [Fact]
    public void More_submissions_never_leave_more_and_one_leaves_the_mean_accuracy()
    {
        var outcome = new RepeatedSubmissions().Run(Subject(24), null, TestContext.Current.CancellationToken);
        Assert.All(outcome.Tables, table => Assert.All(Enumerable.Range(0, table.Columns.Length), column =>
        {
            var values = table.Rows.Select(row => row.Values[column]!.Value).ToList();
            Assert.Equal(values.OrderDescending(), values);
        }));
        Assert.Contains(outcome.Tables[1].Rows[0].Values, value => value < 1);
    }

    [Fact]
    public void A_loss_surface_has_the_loss_of_the_images_in_its_middle_and_of_FGSM_at_its_edge()
    {
        var subject = Subject(12);
        var outcome = new LossSurface().Run(subject, null, TestContext.Current.CancellationToken);
        var table = outcome.Tables.Single(one => one.Id == "base");
        Assert.Equal(ExperimentForm.Surface, table.Form);
        Assert.Equal(("-0.05", "0", "0.05"), (table.Columns[0], table.Columns[5], table.Columns[10]));

        using var scope = NewDisposeScope();
        var batch = Batch(subject);
        Assert.Equal(Loss(batch.Images), table.Rows[5].Values[5]!.Value, 1e-4);
        using var fgsm = new Fgsm().Run(_classifier, batch, subject.ThreatModel, subject.Seed, null, CancellationToken.None);
        Assert.Equal(Loss(fgsm.Adversarial), table.Rows[5].Values[10]!.Value, 1e-4);
        Assert.True(table.Rows[5].Values[10] > table.Rows[5].Values[5]);
        Assert.True(table.Rows[5].Values[0] < table.Rows[5].Values[5]);

        // Across the gradient the loss changes to second order only, along it by all that FGSM does.
        var (middle, along) = (table.Rows[5].Values[5]!.Value, table.Rows[5].Values[10]!.Value);
        Assert.All(table.Rows, row => Assert.InRange(Math.Abs(row.Values[5]!.Value - middle), 0, (along - middle) / 2));

        double Loss(Tensor images)
        {
            using var noGrad = no_grad();
            return AttackLoss.CrossEntropy.PerImage(_classifier.Logits(images), batch.Labels).mean().item<float>();
        }
    }

    private static AttackBatch Batch(ExperimentSubject subject) => new(
        subject.Images.ImageTensor(.., CPU), subject.Images.LabelTensor(.., CPU), [.. Enumerable.Range(0, subject.Images.Count).Select(i => (long)i)]);

    /// <summary>A subject whose images the model mostly classifies correctly: labels are its own predictions, but for a quarter.</summary>
    private ExperimentSubject Subject(int count)
    {
        var noise = TinyModels.Images(count);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var predicted = _classifier.Logits(noise.ImageTensor(.., CPU)).argmax(1).data<long>().ToArray();
        var images = LabeledImages.FromPixels(
            "noise", "test", noise.Shape, [.. noise.ClassNames],
            [.. predicted.Select((label, i) => (int)(i % 4 == 3 ? (label + 1) % noise.ClassNames.Count : label))],
            Enumerable.Range(0, count).SelectMany(i => noise.Pixels(i).ToArray()).ToArray());
        var probe = TinyModels.Images(40, 2);

        // A classifier keeps what its convolutions need for gradients, made when the first gradient is taken.
        using (var batch = new Fgsm().Run(
            _classifier, new AttackBatch(images.ImageTensor(..1, CPU), images.LabelTensor(..1, CPU), [0]), new ThreatModel(Norm.Linf, Epsilon), default, null, default))
        {
        }

        var rankings = new Dictionary<string, NeuronImportanceRanking>();
        return new ExperimentSubject
        {
            Classifier = _classifier,
            Images = images,
            Probe = probe,
            ThreatModel = new ThreatModel(Norm.Linf, Epsilon),
            Seed = new RandomSeed(3),
            Layer = _classifier.PenultimateLayer,
            Methods = [LeaveOneOut.Signed],
            Rank = method => rankings.TryGetValue(method.Id, out var ranking)
                ? ranking
                : rankings[method.Id] = method.Rank(_classifier, _classifier.PenultimateLayer, probe, new RankingOptions(), null, default),
            K = 3,
            Steps = 3,
        };
    }
}
