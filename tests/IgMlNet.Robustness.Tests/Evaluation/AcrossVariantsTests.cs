using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation;

/// <summary>Perturbations made for one variant and sent to another, and those that come from a file.</summary>
public sealed class AcrossVariantsTests : IDisposable
{
    private const int Count = 30;
    private const int Gradients = 5;
    private const string Across = "across-apgd-ce-4";

    private readonly Classifier _classifier = TinyModels.Classifier();
    private readonly LabeledImages _images;

    public AcrossVariantsTests()
    {
        // Labelled as the base model sees them, so that its clean accuracy is 1.
        var images = TinyModels.Images(Count);
        using var scope = NewDisposeScope();
        var labels = _classifier.Logits(images.ImageTensor(.., CPU)).argmax(1).data<long>().Select(label => (int)label).ToList();
        var pixels = Enumerable.Range(0, Count).SelectMany(index => images.Pixels(index).ToArray()).ToArray();
        _images = LabeledImages.FromPixels("noise", "test", images.Shape, images.ClassNames, labels, pixels);
    }

    [Fact]
    public void Perturbations_of_every_other_variant_are_computed_once_and_the_worst_counts()
    {
        var report = Evaluate(
            [8, 3], [new AcrossModels(Ascent()), new Transfer(Ascent(), _classifier)]);
        var (eight, three) = (report.Variants[1].Id, report.Variants[2].Id);

        // The base model is the first to ask for those of both defenses; its own are those of the transfer attack.
        Assert.Equal(2 * Count * Gradients, report.OutcomeOf("base", Across).GradientPasses);
        Assert.Equal(Count * Gradients, report.OutcomeOf("base", "transfer-apgd-ce-4").GradientPasses);
        Assert.Equal(0, report.OutcomeOf(eight, Across).GradientPasses);
        Assert.Equal(0, report.OutcomeOf(three, Across).GradientPasses);

        // What the base model alone is the source of is among the candidates, which are chosen by the margin.
        Assert.All(
            report.OutcomeOf(eight, Across).Margins.Zip(report.OutcomeOf(eight, "transfer-apgd-ce-4").Margins),
            pair => Assert.True(pair.First >= pair.Second - 1e-4));
        Assert.Contains(
            report.OutcomeOf(eight, Across).Margins.Zip(report.OutcomeOf(eight, "transfer-apgd-ce-4").Margins),
            pair => pair.First > pair.Second + 1e-4);
    }

    [Fact]
    public void A_variant_without_others_is_sent_its_own_images()
    {
        var report = Evaluate([], [new AcrossModels(Ascent())]);

        Assert.Equal(0, report.OutcomeOf("base", Across).GradientPasses);
        Assert.Equal(
            report.OutcomeOf("base", RobustnessReport.CleanId).CorrectDraws, report.OutcomeOf("base", Across).CorrectDraws);
    }

    [Fact]
    public void Outside_of_an_evaluation_it_needs_to_be_told_the_sources()
    {
        var error = Assert.Throws<InputException>(() => new AttackSession(
            _classifier, _images, new AcrossModels(Ascent()), new EvaluationOptions { ThreatModel = Budget }));

        Assert.Contains("igml evaluate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_made_elsewhere_count_like_those_of_the_attack_that_made_them()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("adversarial.npy");
        using var scope = NewDisposeScope();
        var batch = new AttackBatch(
            _images.ImageTensor(.., CPU), _images.LabelTensor(.., CPU), [.. Enumerable.Range(0, Count).Select(i => (long)i)]);
        using var result = new Transfer(Ascent(), _classifier).Run(
            _classifier, batch, Budget, Options.Seed, null, TestContext.Current.CancellationToken);
        NpyFile.Write(path, CheckpointTensor.FromTensor("adversarial", result.Adversarial));
        var stored = StoredImages.Read(path);

        var report = Evaluate([8], [new Transfer(Ascent(), _classifier), stored]);

        foreach (var variant in report.Variants)
        {
            Assert.All(
                report.OutcomeOf(variant.Id, "transfer-apgd-ce-4").Margins.Zip(report.OutcomeOf(variant.Id, stored.Id).Margins),
                pair => Assert.Equal(pair.First, pair.Second, 1e-3));
            Assert.Equal(0, report.OutcomeOf(variant.Id, stored.Id).GradientPasses);
        }

        Assert.Throws<InputException>(() =>
            new RobustnessEvaluation(_classifier, _images.Take(Count - 1), [], [stored], Options));
        Assert.Throws<InputException>(() => new AttackSession(_classifier, _images.Take(Count - 1), stored, Options));
    }

    public void Dispose() => _classifier.Dispose();

    private static ThreatModel Budget { get; } = new(Norm.Linf, 0.03);

    private static EvaluationOptions Options { get; } = new() { ThreatModel = Budget, BatchSize = 40 };

    private static Apgd Ascent() => new(new ApgdOptions { Steps = Gradients - 1 });

    private RobustnessReport Evaluate(int[] kept, IReadOnlyList<Attack> attacks)
    {
        var ranking = LeaveOneOut.Signed.Rank(
            _classifier, _classifier.PenultimateLayer, TinyModels.Images(32), new RankingOptions(), null, CancellationToken.None);
        return new RobustnessEvaluation(
                _classifier,
                _images,
                [.. kept.Select(k => new InterpretabilityGuided(ranking, new InterpretabilityGuidedOptions { K = k }))],
                attacks,
                Options)
            .Run(new EvaluationContext { Title = "test", ModelName = "tiny", ToolVersion = "0", Command = "test" }, null, TestContext.Current.CancellationToken);
    }
}
