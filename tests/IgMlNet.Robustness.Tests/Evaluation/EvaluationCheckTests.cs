using IgMlNet.Reporting.Results;
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

    [Fact]
    public void Every_finding_names_cause_and_remedy() => Assert.All(
        Evaluate([new Wrapped(logits => nn.functional.softmax(logits.round(), 1))]).Checks,
        finding => Assert.All([finding.Message, finding.Cause, finding.Remedy], text => Assert.True(text.Length > 20)));

    public void Dispose() => _classifier.Dispose();

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
        IReadOnlyList<Defense> defenses, IReadOnlyList<Attack>? attacks = null,
        double epsilon = 0.05, LabeledImages? images = null) => new RobustnessEvaluation(
            _classifier,
            images ?? TinyModels.Images(32),
            defenses,
            attacks ?? Attacks,
            new EvaluationOptions
            {
                ThreatModel = new ThreatModel(Norm.Linf, epsilon),
                CostRepetitions = 1,
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
