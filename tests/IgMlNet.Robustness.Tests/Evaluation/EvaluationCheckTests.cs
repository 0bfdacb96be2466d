using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Attacks.BlackBox;
using IgMlNet.Robustness.Attacks.Combinators;
using IgMlNet.Robustness.Attacks.WhiteBox;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation;

/// <summary>Every check is made to fire by a model that deserves it, and stays silent on an honest one.</summary>
public sealed class EvaluationCheckTests : IDisposable
{
    private static readonly IReadOnlyList<Attack> Attacks = [new Fgsm(), new Pgd(new PgdOptions { Steps = 5 })];

    private readonly Classifier _classifier = TinyModels.Classifier();

    [Fact]
    public void An_honest_base_model_raises_no_doubt() => Assert.Empty(Evaluate([]).Checks);

    [Fact]
    public void Outputs_that_are_probabilities_are_caught()
    {
        var finding = Fires("probabilities-instead-of-logits", logits => nn.functional.softmax(logits, 1));
        Assert.Equal(CheckSeverity.Blocking, finding.Severity);
    }

    [Fact]
    public void Rounded_logits_are_caught_by_their_missing_gradients()
    {
        var finding = Fires("zero-gradients", logits => (logits * 10).round() / 10);
        Assert.Equal("wrapped", finding.VariantId);
    }

    [Fact]
    public void Randomness_that_is_kept_secret_is_caught()
    {
        using var generator = new Generator(5);
        var finding = Fires("undeclared-randomness", logits => logits + randn(logits.shape, generator: generator).mul_(0.01));
        Assert.Equal(CheckSeverity.Blocking, finding.Severity);
    }

    /// <summary>Logits in steps have no gradient, so that attacks through gradients see nothing; the loss hides behind them.</summary>
    [Fact]
    public void A_defense_that_rounds_its_logits_is_caught_and_falls_in_the_worst_case() =>
        IsMasked("zero-gradients", new Wrapped(logits => (logits * 4).round() / 4));

    /// <summary>
    /// Waves of a thousandth of a grey level, which change no prediction that a person would notice, turn gradients into noise.
    /// </summary>
    [Fact]
    public void A_defense_that_shatters_its_gradients_is_caught_and_falls_in_the_worst_case() =>
        IsMasked("white-box-outdone", new Wrapped((classifier, images) =>
            classifier.Logits(images) + ((images * 2e5).sin().view(images.shape[0], classifier.ClassCount, -1).mean([2]) * 0.02)));

    [Fact]
    public void Steps_that_do_not_help_are_caught()
    {
        var report = Evaluate([new Wrapped(logits => logits)]);
        var masked = report with
        {
            Outcomes =
            [
                .. report.Outcomes.Select(outcome => outcome switch
                {
                    { VariantId: "wrapped", AttackId: "fgsm" } => WithCorrect(outcome, 3),
                    { VariantId: "wrapped", AttackId: "pgd-5" } => WithCorrect(outcome, 10),
                    { AttackId: "fgsm" } => WithCorrect(outcome, 10),
                    { AttackId: "pgd-5" } => WithCorrect(outcome, 3),
                    _ => outcome,
                }),
            ],
        };

        var found = EvaluationCheck.RunAll(masked);

        Assert.Equal("wrapped", Assert.Single(found, finding => finding.Id == "steps-do-not-help").VariantId);
    }

    [Fact]
    public void Optimization_at_inference_is_caught()
    {
        Assert.DoesNotContain(Evaluate([new Wrapped(logits => logits)]).Checks, IsOptimization);
        var optimizing = new Wrapped((classifier, images) =>
        {
            using var recording = enable_grad();
            var input = images.requires_grad ? images : images.detach().requires_grad_(true);
            var confidence = classifier.Logits(input).amax([1]).sum();
            var gradient = autograd.grad([confidence], [input], retain_graph: true, create_graph: true)[0];
            return classifier.Logits(input + (0.01 * gradient));
        })
        { OptimizesAtInference = true };

        Assert.Equal(CheckSeverity.Warning, Assert.Single(Evaluate([optimizing]).Checks, IsOptimization).Severity);

        static bool IsOptimization(CheckFinding finding) => finding.Id == "optimization-at-inference";
    }

    [Fact]
    public void Randomness_that_no_attack_averages_is_noted_and_averaged_is_not()
    {
        var single = Evaluate([new CoinFlip(0.8)]);
        var averaged = Evaluate([new CoinFlip(0.8)], [.. Attacks, new Eot(new Pgd(new PgdOptions { Steps = 2 }), 3)]);

        Assert.Equal("coin-0.8", Assert.Single(single.Checks, finding => finding.Id == "randomness-not-averaged").VariantId);
        Assert.DoesNotContain(averaged.Checks, finding => finding.Id == "randomness-not-averaged");
    }

    [Theory]
    [InlineData(AttackKnowledge.Scores, 3, CheckSeverity.Blocking)]
    [InlineData(AttackKnowledge.Decisions, 3, CheckSeverity.Blocking)]
    [InlineData(AttackKnowledge.Transfer, 3, CheckSeverity.Warning)]
    [InlineData(AttackKnowledge.Scores, 1, null)]
    [InlineData(AttackKnowledge.WhiteBox, 3, null)]
    public void Attacks_that_know_less_and_break_more_are_caught(AttackKnowledge knowledge, int more, CheckSeverity? expected)
    {
        var report = Evaluate([]);
        var second = report.Attacks[1] with { Knowledge = knowledge };
        var altered = report with
        {
            Attacks = [report.Attacks[0], second],
            Outcomes =
            [
                .. report.Outcomes.Select(outcome => outcome.AttackId == second.Id
                    ? WithCorrect(outcome, 20 - more)
                    : WithCorrect(outcome, 20)),
            ],
        };

        var found = EvaluationCheck.RunAll(altered)
            .SingleOrDefault(finding => finding.Id == "white-box-outdone");

        Assert.Equal(expected, found?.Severity);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(1, false)]
    public void A_black_box_stage_that_breaks_what_gradients_left_is_caught(int broken, bool expected)
    {
        var report = Evaluate([]);
        var altered = report with
        {
            Outcomes =
            [
                .. report.Outcomes.Select(outcome => outcome.AttackId != "fgsm" ? outcome : outcome with
                {
                    Members =
                    [
                        new MemberOutcome
                        {
                            AttackId = "square", DisplayName = "Square", Knowledge = AttackKnowledge.Scores, Broken = broken,
                        },
                    ],
                }),
            ],
        };

        var found = EvaluationCheck.RunAll(altered);

        Assert.Equal(expected, found.Any(finding => finding.Id == "white-box-outdone"));
    }

    [Theory]
    [InlineData(20, 18, 15, 0, null)]
    [InlineData(20, 12, 15, 0, "budget-does-not-help")]
    [InlineData(20, 18, 15, 9, "unbounded-attack-fails")]
    public void Budgets_that_do_not_help_are_caught(int clean, int small, int main, int unbounded, string? expected)
    {
        var pgd = new Pgd(new PgdOptions { Steps = 5 });
        var report = Evaluate([], [pgd], [0.02, 1]);
        var correct = new Dictionary<string, int>
        {
            ["clean"] = clean,
            ["pgd-5@0.02"] = small,
            ["pgd-5"] = main,
            ["pgd-5@1"] = unbounded,
        };
        var altered = report with { Outcomes = [.. report.Outcomes.Select(outcome => WithCorrect(outcome, correct[outcome.AttackId]))] };
        string[] ids = ["budget-does-not-help", "unbounded-attack-fails"];

        var found = EvaluationCheck.RunAll(altered).Where(finding => ids.Contains(finding.Id)).ToList();

        Assert.Equal(expected, found.SingleOrDefault()?.Id);
        Assert.All(found, finding => Assert.Equal(CheckSeverity.Blocking, finding.Severity));
    }

    [Theory]
    [InlineData(20, 15, false)]
    [InlineData(12, 15, true)]
    public void Noise_that_breaks_more_than_gradients_is_caught(int noise, int pgd, bool expected)
    {
        var report = Evaluate([], [new Noise(), new Pgd(new PgdOptions { Steps = 5 })]);
        var altered = report with
        {
            Outcomes =
            [
                .. report.Outcomes.Select(outcome => WithCorrect(outcome, outcome.AttackId switch
                {
                    "noise" => noise,
                    "pgd-5" => pgd,
                    _ => 25,
                })),
            ],
        };
        Assert.Equal(expected, EvaluationCheck.RunAll(altered).Any(finding => finding.Id == "noise-outdoes-gradients"));
    }

    [Theory]
    [InlineData(15, 10, false)]
    [InlineData(10, 15, true)]
    public void More_steps_of_one_attack_that_break_fewer_images_are_caught(int few, int many, bool expected)
    {
        var report = Evaluate([], [new Pgd(new PgdOptions { Steps = 5 }), new Pgd(new PgdOptions { Steps = 10 })]);
        var altered = report with
        {
            Outcomes = [.. report.Outcomes.Select(outcome => WithCorrect(outcome, outcome.AttackId == "pgd-5" ? few : many))],
        };
        Assert.Equal(expected, EvaluationCheck.RunAll(altered).Any(finding => finding.Id == "steps-do-not-help"));
    }

    [Fact]
    public void Machines_of_several_kinds_are_noted()
    {
        var report = Evaluate([]);
        var machine = report.Provenance.Machines[0];
        var mixed = report with { Provenance = report.Provenance with { Machines = [machine, machine with { Threads = 99 }] } };
        Assert.DoesNotContain(EvaluationCheck.RunAll(report), finding => finding.Id == "several-machines");
        Assert.Contains(EvaluationCheck.RunAll(mixed), finding => finding.Id == "several-machines");
    }

    [Fact]
    public void Defenses_attacked_by_gradients_alone_are_noted() =>
        Assert.Contains(Evaluate([new Wrapped(logits => logits)]).Checks, finding => finding.Id == "gradient-attacks-only");

    [Fact]
    public void Every_finding_names_cause_and_remedy() => Assert.All(
        Evaluate([new Wrapped(logits => nn.functional.softmax(logits.round(), 1))]).Checks,
        finding => Assert.All([finding.Message, finding.Cause, finding.Remedy], text => Assert.True(text.Length > 20)));

    public void Dispose() => _classifier.Dispose();

    /// <summary>An outcome in which the first so many images are classified correctly.</summary>
    private static AttackOutcome WithCorrect(AttackOutcome outcome, int correct) => outcome with
    {
        Verdicts = VerdictBits.Pack([[.. Enumerable.Range(0, outcome.Margins.Length).Select(i => i < correct)]]),
    };

    private CheckFinding Fires(string check, Func<Tensor, Tensor> wrap)
    {
        Assert.DoesNotContain(Evaluate([new Wrapped(logits => logits)]).Checks, finding => finding.Id == check);
        return Assert.Single(Evaluate([new Wrapped(wrap)]).Checks, finding => finding.Id == check);
    }

    /// <summary>
    /// Attacks through gradients say that a defense helps; attacks without them say that it does not, and a check says whom to believe.
    /// </summary>
    private void IsMasked(string check, Defense defense)
    {
        var report = Evaluate(
            [defense],
            [
                new Apgd(new ApgdOptions { Steps = 20 }),
                new Square(new SquareOptions { Queries = 400 }),
                new RayS(new RaySOptions { Queries = 400 }),
                new Transfer(new Apgd(new ApgdOptions { Steps = 20 }), _classifier),
            ],
            epsilon: 0.015,
            images: AsTheModelSeesThem());
        var seen = ImageVerdicts.FromOutcome(report.OutcomeOf("wrapped", "apgd-ce-20")).Accuracy;
        var honest = ImageVerdicts.FromOutcome(report.OutcomeOf("base", "apgd-ce-20")).Accuracy;
        var worst = ImageWiseWorstCase.FromReport(report, "wrapped").Verdicts.Accuracy;

        Assert.True(seen > honest + 0.2, $"APGD sees {seen:P0} robust, {honest:P0} without the defense.");
        Assert.True(worst < seen - 0.2, $"The worst case is {worst:P0}, APGD alone {seen:P0}.");
        Assert.Contains(report.Checks, finding => finding.Id == check && finding.VariantId == "wrapped");
        Assert.Contains(report.Checks, finding => finding.VariantId == "wrapped" && finding.Severity == CheckSeverity.Blocking);
    }

    /// <summary>Images whose true classes are the model's predictions, so that all is lost to attacks alone.</summary>
    private LabeledImages AsTheModelSeesThem()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = TinyModels.Images(32);
        var seen = _classifier.Logits(images.ImageTensor(.., CPU)).argmax(1).data<long>().Select(label => (int)label).ToList();
        return new LabeledImages(
            "seen", "test", images.Shape, images.ClassNames, seen,
            [.. Enumerable.Range(0, images.Count).Select(i => new ReadOnlyMemory<byte>(images.Pixels(i).ToArray()))]);
    }

    private RobustnessReport Evaluate(
        IReadOnlyList<Defense> defenses, IReadOnlyList<Attack>? attacks = null, IReadOnlyList<double>? sweptEpsilons = null,
        double epsilon = 0.05, LabeledImages? images = null) => new RobustnessEvaluation(
            _classifier,
            images ?? TinyModels.Images(32),
            defenses,
            attacks ?? Attacks,
            new EvaluationOptions
            {
                ThreatModel = new ThreatModel(Norm.Linf, epsilon),
                CostRepetitions = 1,
                SweptAttacks = sweptEpsilons is null ? [] : attacks!,
                SweptEpsilons = sweptEpsilons ?? [],
            })
        .Run(
            new EvaluationContext { Title = "Test", ModelName = "tiny", ToolVersion = "0", Command = "igml evaluate" },
            null,
            TestContext.Current.CancellationToken);

    /// <summary>A deterministic "defense" that does something to the logits.</summary>
    private sealed class Wrapped(Func<Classifier, Tensor, Tensor> wrap) : Defense
    {
        private readonly Func<Classifier, Tensor, Tensor> _wrap = wrap;

        public Wrapped(Func<Tensor, Tensor> wrap)
            : this((classifier, images) => wrap(classifier.Logits(images)))
        {
        }

        public override string Id => "wrapped";

        public override string DisplayName => "Wrapped";

        public override string Description => "changes the logits";

        public override bool IsRandomized => false;

        public bool OptimizesAtInference { get; init; }

        public override ImageModel Defend(Classifier classifier) => new Model(classifier, this);

        private sealed class Model(Classifier classifier, Wrapped defense) : ImageModel
        {
            public override bool OptimizesAtInference => defense.OptimizesAtInference;

            public override string Name => "wrapped";

            public override ImageShape InputShape => classifier.InputShape;

            public override int ClassCount => classifier.ClassCount;

            public override Device Device => classifier.Device;

            public override double ForwardPasses => 1;

            protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
            {
                using var scope = NewDisposeScope();
                return defense._wrap(classifier, images).MoveToOuterDisposeScope();
            }
        }
    }
}
