using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation;

public sealed class RobustnessEvaluationTests : IDisposable
{
    private static readonly EvaluationContext Context = new()
    {
        Title = "Test",
        ModelName = "tiny",
        ToolVersion = "0",
        Command = "igml evaluate",
    };

    private static readonly EvaluationOptions Options = new()
    {
        ThreatModel = new ThreatModel(Norm.Linf, 0.05),
        BatchSize = 16,
        VerdictDraws = 20,
        CostRepetitions = 1,
    };

    private static readonly IReadOnlyList<Attack> Attacks =
        [new Fgsm(), new Pgd(new PgdOptions { Steps = 3 }), new Apgd(new ApgdOptions { Steps = 4 })];

    private readonly Classifier _classifier = TinyModels.Classifier();

    [Fact]
    public void Every_variant_has_an_outcome_for_every_attack_and_the_report_is_valid()
    {
        var report = Evaluate(Labelled(40), Defenses());

        Assert.Equal(["base", .. Defenses().Select(defense => defense.Id)], report.Variants.Select(variant => variant.Id));
        Assert.Equal(report.Variants.Length * (Attacks.Count + 1), report.Outcomes.Length);
        var file = ReportFile.ToUtf8Bytes(report);
        Assert.Equal(report.Outcomes.Length, ReportFile.Parse(file, "report.json").Outcomes.Length);
    }

    [Fact]
    public void A_user_supplied_network_is_evaluated_under_its_own_name()
    {
        using var own = new Classifier(new UserNetworks.Mlp(), CPU);
        var options = new InterpretabilityGuidedOptions { K = 1, Smoothing = Smoothing.None };
        var ranking = LeaveOneOut.Signed.Rank(
            own, own.PenultimateLayer, UserNetworks.Images, new RankingOptions(), null, TestContext.Current.CancellationToken);

        var report = new RobustnessEvaluation(own, UserNetworks.Images, [new InterpretabilityGuided(ranking, options)], [new Fgsm()], Options)
            .Run(Context, null, TestContext.Current.CancellationToken);

        Assert.Equal("pencil-mlp (user-supplied network)", report.Model.Architecture);
        Assert.Equal(2, report.Variants.Length);
        Assert.Equal(report.Outcomes.Length, ReportFile.Parse(ReportFile.ToUtf8Bytes(report), "report.json").Outcomes.Length);
    }

    [Fact]
    public void Clean_outcomes_are_what_the_classifier_says()
    {
        var images = TinyModels.Images(40);
        using var scope = NewDisposeScope();
        var expected = _classifier.Logits(images.ImageTensor(.., CPU)).argmax(1).eq(images.LabelTensor(.., CPU));

        var outcome = Evaluate(images, []).OutcomeOf("base", RobustnessReport.CleanId);

        Assert.Equal(expected.data<bool>().ToArray(), outcome.CorrectDraws.Select(correct => correct == 1));
        Assert.All(outcome.Margins.Zip(outcome.CorrectDraws), pair => Assert.Equal(pair.Second == 0, pair.First > 0));
    }

    [Fact]
    public void No_attack_raises_accuracy_and_all_stay_in_budget()
    {
        var report = Evaluate(Labelled(40), Defenses());
        foreach (var variant in report.Variants)
        {
            var clean = report.OutcomeOf(variant.Id, RobustnessReport.CleanId);
            foreach (var attack in report.Attacks)
            {
                var outcome = report.OutcomeOf(variant.Id, attack.Id);
                Assert.InRange(outcome.LargestDistance, 0, Options.ThreatModel.Epsilon + 1e-6);
                Assert.All(outcome.Margins.Zip(clean.Margins), pair => Assert.True(pair.First >= pair.Second));
                if (!variant.Randomized)
                    Assert.All(outcome.CorrectDraws.Zip(clean.CorrectDraws), pair => Assert.True(pair.First <= pair.Second));
            }
        }
    }

    [Fact]
    public void Attacks_break_images_of_the_undefended_model()
    {
        var report = Evaluate(Labelled(40), []);
        Assert.Equal(1.0, ImageVerdicts.FromOutcome(report.OutcomeOf("base", RobustnessReport.CleanId)).Accuracy);
        Assert.InRange(ImageWiseWorstCase.FromReport(report, "base").Verdicts.Accuracy, 0, 0.9);
    }

    [Fact]
    public void Without_a_budget_every_attack_leaves_the_clean_accuracy()
    {
        var options = Options with { ThreatModel = new ThreatModel(Norm.L2, 0) };
        var report = Evaluate(TinyModels.Images(24), [Defenses()[0]], options);
        foreach (var variant in report.Variants)
        {
            var clean = report.OutcomeOf(variant.Id, RobustnessReport.CleanId).CorrectDraws;
            Assert.All(report.Attacks, attack => Assert.Equal(clean, report.OutcomeOf(variant.Id, attack.Id).CorrectDraws));
        }
    }

    [Fact]
    public void The_same_plan_gives_the_same_outcomes_and_another_seed_other_ones()
    {
        var first = Evaluate(Labelled(24), Defenses());
        var second = Evaluate(Labelled(24), Defenses());
        var other = Evaluate(Labelled(24), Defenses(), Options with { Seed = new(5) });

        Assert.Equal(Margins(first), Margins(second));
        Assert.Equal(first.Provenance.PlanHash, second.Provenance.PlanHash);
        Assert.NotEqual(Margins(first), Margins(other));
        Assert.NotEqual(first.Provenance.PlanHash, other.Provenance.PlanHash);

        static IEnumerable<float> Margins(RobustnessReport report) => report.Outcomes.SelectMany(outcome => outcome.Margins);
    }

    [Fact]
    public void Images_that_are_misclassified_as_they_are_cost_no_gradient()
    {
        var wrong = TinyModels.Images(16).Subset(Indices(TinyModels.Images(16), correct: false));
        var report = Evaluate(wrong, []);
        Assert.All(report.Attacks, attack => Assert.Equal(0, report.OutcomeOf("base", attack.Id).GradientPasses));
        Assert.Equal(0.0, ImageWiseWorstCase.FromReport(report, "base").Verdicts.Accuracy);
    }

    [Fact]
    public void A_coin_is_worth_its_probability_however_many_attacks_try()
    {
        // Judged by one draw an attack, three attacks on a coin of 0.8 would leave 0.8³ = 0.51. As many draws select as judge: were they the same
        // draws, the candidate of most misses would be taken by its verdict, and of four some 0.66 would be left. One standard deviation is 0.016.
        var options = Options with { ThreatModel = new ThreatModel(Norm.Linf, 1e-7), SelectionDraws = 10, VerdictDraws = 10 };
        var report = Evaluate(Labelled(60), [new CoinFlip(0.8)], options);
        var worst = ImageWiseWorstCase.FromReport(report, "coin-0.8").Verdicts;

        Assert.InRange(worst.Accuracy, 0.74, 0.86);
        Assert.InRange(worst.EveryDrawAccuracy, 0, 0.2);
    }

    [Fact]
    public void The_worst_case_is_no_better_than_any_attack_on_a_deterministic_variant()
    {
        var report = Evaluate(Labelled(40), [Defenses()[0]]);
        foreach (var variant in report.Variants)
        {
            var worst = ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts.Accuracy;
            Assert.All(report.AttackIds, attack =>
                Assert.True(worst <= ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack)).Accuracy));
        }
    }

    [Fact]
    public void Progress_rises_to_the_whole_and_counts_all_images()
    {
        var heard = new List<EvaluationProgress>();
        new RobustnessEvaluation(_classifier, Labelled(40), Defenses(), Attacks, Options)
            .Run(Context, new Reports<EvaluationProgress>(heard.Add), TestContext.Current.CancellationToken);

        Assert.Equal(heard.Select(report => report.Fraction).Order(), heard.Select(report => report.Fraction));
        Assert.Equal(1, heard[^1].Fraction, 6);
        Assert.Equal(heard[^1].Images, heard[^1].ImagesDone);
    }

    [Theory]
    [InlineData(AttackedImages.Survivors)]
    [InlineData(AttackedImages.All)]
    public void Progress_is_as_fast_as_the_work(AttackedImages attacked)
    {
        // The second block has the images of the first, so that what each attack will find standing is known there.
        var images = Labelled(16);
        int[] twice = [.. Enumerable.Range(0, 16), .. Enumerable.Range(0, 16)];
        var same = LabeledImages.FromPixels(
            "twice",
            "test",
            images.Shape,
            images.ClassNames,
            [.. twice.Select(index => images.Labels[index])],
            twice.SelectMany(index => images.Pixels(index).ToArray()).ToArray());
        var heard = new List<EvaluationProgress>();
        Attack[] attacks =
        [
            Of(steps: 3),
            new Transfer(Of(steps: 9), _classifier),
            new Eot(Of(steps: 20), 5),
        ];
        var report = new RobustnessEvaluation(_classifier, same, [Defenses()[0]], attacks, Options with { AttackedImages = attacked })
            .Run(Context, new Reports<EvaluationProgress>(heard.Add), TestContext.Current.CancellationToken);

        double[] work =
        [
            .. from variant in report.Variants
               from attack in report.Attacks
               let outcome = report.OutcomeOf(variant.Id, attack.Id)
               select outcome.ForwardPasses + (2.0 * outcome.GradientPasses),
        ];
        double[] done = [.. work.Select((_, i) => work[..i].Sum() / work.Sum())];
        Assert.All(done.Zip(Told(16, reportsBefore: 1)), IsClose);

        // In the first block too, where no attack leaves fewer images to the others: then what is left is known from the start.
        if (attacked == AttackedImages.All)
            Assert.All(done.Zip(Told(0, reportsBefore: 0)), IsClose);

        double[] Told(int imagesDone, int reportsBefore)
        {
            double[] told =
            [
                .. heard.Where(progress => progress.ImagesDone == imagesDone)
                    .Skip(reportsBefore)
                    .DistinctBy(progress => (progress.Variant, progress.Attack))
                    .Select(progress => (2 * progress.Fraction) - (imagesDone / 16.0)),
            ];
            Assert.Equal(done.Length, told.Length);
            return told;
        }

        static void IsClose((double Done, double Told) share) => Assert.InRange(share.Told - share.Done, -0.02, 0.02);

        static Pgd Of(int steps) => new(new PgdOptions { Steps = steps, Start = AttackStart.Image });
    }

    [Fact]
    public void Cancellation_ends_the_evaluation()
    {
        using var source = new CancellationTokenSource();
        var evaluation = new RobustnessEvaluation(_classifier, Labelled(24), [], Attacks, Options);
        Assert.Throws<OperationCanceledException>(() =>
            evaluation.Run(Context, new Reports<EvaluationProgress>(_ => source.Cancel()), source.Token));
    }

    [Fact]
    public void What_is_done_when_it_is_cancelled_is_kept()
    {
        var whole = Evaluate(Labelled(40), Defenses());
        using var source = new CancellationTokenSource();
        var evaluation = new RobustnessEvaluation(_classifier, Labelled(40), Defenses(), Attacks, Options);
        void CancelInTheSecondBlock(EvaluationProgress progress)
        {
            if (progress.ImagesDone > 0 && progress.Attack == "PGD-3")
                source.Cancel();
        }

        var interrupted = Assert.Throws<EvaluationInterruptedException>(
            () => evaluation.Run(Context, new Reports<EvaluationProgress>(CancelInTheSecondBlock), source.Token));

        Assert.Equal((16, 40), (interrupted.Report.Labels.Length, interrupted.Images));
        Assert.NotEmpty(ReportFile.ToUtf8Bytes(interrupted.Report));
        foreach (var outcome in interrupted.Report.Outcomes)
        {
            Assert.Equal(whole.OutcomeOf(outcome.VariantId, outcome.AttackId).Margins[..16], outcome.Margins);
            Assert.True(outcome.ForwardPasses < whole.OutcomeOf(outcome.VariantId, outcome.AttackId).ForwardPasses);
        }
    }

    [Fact]
    public void Perturbations_made_for_the_base_model_are_computed_once_for_all_variants()
    {
        var report = EvaluateTransfer(AttackedImages.All);

        Assert.Equal(40 * 5, report.OutcomeOf("base", "transfer-apgd-ce-4").GradientPasses);
        Assert.All(
            report.Variants.Where(variant => variant.Id != "base"),
            variant => Assert.Equal(0, report.OutcomeOf(variant.Id, "transfer-apgd-ce-4").GradientPasses));
        var worst = ImageVerdicts.FromOutcome(report.OutcomeOf(Defenses()[0].Id, "transfer-apgd-ce-4"));
        Assert.InRange(worst.Accuracy, 0, 0.95);
    }

    [Fact]
    public void Perturbations_are_made_for_images_that_some_variant_classifies_correctly_and_are_the_same_as_of_all_images()
    {
        var all = EvaluateTransfer(AttackedImages.All);
        var report = EvaluateTransfer(AttackedImages.Survivors);

        var made = report.Variants.Sum(variant => report.OutcomeOf(variant.Id, "transfer-apgd-ce-4").GradientPasses);
        var standing = report.OutcomeOf("base", "apgd-ce-4").CorrectDraws.Sum(draws => draws);
        Assert.Equal(standing * 5, report.OutcomeOf("base", "transfer-apgd-ce-4").GradientPasses);
        Assert.InRange(made, (standing * 5) + 1, (40 * 5) - 1);
        foreach (var variant in report.Variants.Where(variant => !variant.Randomized))
        {
            var before = report.OutcomeOf(variant.Id, "apgd-ce-4").Margins;
            var sent = all.OutcomeOf(variant.Id, "transfer-apgd-ce-4").Margins;
            var expected = before.Zip(sent, (own, transferred) => own < 0 ? Math.Max(own, transferred) : own);
            Assert.All(
                expected.Zip(report.OutcomeOf(variant.Id, "transfer-apgd-ce-4").Margins),
                pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void Rankings_that_choose_the_same_neurons_are_evaluated_once()
    {
        var (plain, smoothed) = (Defenses()[0], Defenses()[1]);
        var (others, othersSmoothed) = (Under("lo-ir-absolute", plain), Under("lo-ir-absolute", smoothed));
        var separate = Evaluate(Labelled(20), [others, othersSmoothed]);

        var report = Evaluate(Labelled(20), [plain, smoothed, others, othersSmoothed]);

        foreach (var outcome in separate.Outcomes)
        {
            var shared = report.OutcomeOf(outcome.VariantId, outcome.AttackId);
            Assert.Equal(outcome.Margins, shared.Margins);
            Assert.Equal(outcome.CorrectDraws, shared.CorrectDraws);
            Assert.Equal(outcome.GradientPasses, shared.GradientPasses);
            var seconds = report.Timings!.Outcomes.Single(t => t.VariantId == outcome.VariantId && t.AttackId == outcome.AttackId).Seconds;
            Assert.Equal(outcome.VariantId is "base", seconds > 0);
        }

        Assert.Equal(report.Variants.Length, report.Diagnostics.Length);
        Assert.Contains(
            "LO-IR-8 and LO-IR (absolute)-8 keep the same neurons for every class.", RobustnessTable.FromReport(report).Notes);

        static InterpretabilityGuided Under(string method, Defense defense)
        {
            var (ranking, options) = (((InterpretabilityGuided)defense).Ranking, ((InterpretabilityGuided)defense).Options);
            return new InterpretabilityGuided(
                new NeuronImportanceRanking(ranking.Scores, ranking.Manifest with { Method = method }), options);
        }
    }

    [Fact]
    public void An_ensembles_attacks_are_told_apart()
    {
        var ensemble = new WorstCase("both", "Both", [new Fgsm(), new Apgd(new ApgdOptions { Steps = 10 })]);
        var report = new RobustnessEvaluation(_classifier, Labelled(40), [], [ensemble], Options)
            .Run(Context, null, TestContext.Current.CancellationToken);

        var outcome = report.OutcomeOf("base", "both");
        Assert.Equal(["fgsm", "apgd-ce-10"], outcome.Members.Select(member => member.AttackId));
        Assert.All(outcome.Members, member => Assert.InRange(member.Broken, 1, 39));
        Assert.Equal(40 - outcome.CorrectDraws.Sum(correct => correct), outcome.Members.Sum(member => member.Broken));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        var (images, defenses) = (Labelled(24), Defenses());
        Evaluate(images, defenses);
        TensorLeaks.AssertNone(() => Evaluate(images, defenses));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        var images = Labelled(8);
        Assert.Throws<ArgumentException>(() => new RobustnessEvaluation(_classifier, images.Take(0), [], Attacks, Options));
        Assert.Throws<ArgumentException>(() =>
            new RobustnessEvaluation(_classifier, images, [], [new Fgsm(), new Fgsm()], Options));
        using var another = TinyModels.Classifier(seed: 2);
        Assert.Throws<ArgumentException>(() =>
            new RobustnessEvaluation(_classifier, images, [], [new Transfer(new Fgsm(), another)], Options));
        var other = LabeledImages.FromPixels("other", "test", new ImageShape(1, 2, 2), images.ClassNames, [0], new byte[4]);
        Assert.Throws<ArgumentException>(() => new RobustnessEvaluation(_classifier, other, [], Attacks, Options));
    }

    public void Dispose() => _classifier.Dispose();

    private RobustnessReport Evaluate(LabeledImages images, IReadOnlyList<Defense> defenses, EvaluationOptions? options = null) =>
        new RobustnessEvaluation(_classifier, images, defenses, Attacks, options ?? Options)
            .Run(Context, null, TestContext.Current.CancellationToken);

    private RobustnessReport EvaluateTransfer(AttackedImages attacked)
    {
        Attack[] attacks = [new Apgd(new ApgdOptions { Steps = 4 }), new Transfer(new Apgd(new ApgdOptions { Steps = 4 }), _classifier)];
        return new RobustnessEvaluation(_classifier, Labelled(40), Defenses(), attacks, Options with { AttackedImages = attacked })
            .Run(Context, null, TestContext.Current.CancellationToken);
    }

    private List<Defense> Defenses()
    {
        var ranking = LeaveOneOut.Signed.Rank(
            _classifier, _classifier.PenultimateLayer, TinyModels.Images(32), new RankingOptions(), null, CancellationToken.None);
        var options = new InterpretabilityGuidedOptions { K = 8 };
        return
        [
            new InterpretabilityGuided(ranking, options),
            new InterpretabilityGuided(ranking, options with { Smoothing = Smoothing.For(0.05) }),
        ];
    }

    /// <summary>Images labelled as the base model sees them, so that its clean accuracy is 1.</summary>
    private LabeledImages Labelled(int count)
    {
        var images = TinyModels.Images(count);
        using var scope = NewDisposeScope();
        var labels = _classifier.Logits(images.ImageTensor(.., CPU)).argmax(1).data<long>().Select(label => (int)label).ToList();
        var pixels = Enumerable.Range(0, count).SelectMany(index => images.Pixels(index).ToArray()).ToArray();
        return LabeledImages.FromPixels("noise", "test", images.Shape, images.ClassNames, labels, pixels);
    }

    private List<int> Indices(LabeledImages images, bool correct)
    {
        using var scope = NewDisposeScope();
        var hits = _classifier.Logits(images.ImageTensor(.., CPU)).argmax(1).eq(images.LabelTensor(.., CPU)).data<bool>().ToArray();
        return [.. Enumerable.Range(0, images.Count).Where(index => hits[index] == correct)];
    }
}
