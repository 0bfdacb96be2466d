using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Evaluation.Checks;

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
    public void Steps_that_do_not_help_are_caught()
    {
        var report = Evaluate([new Wrapped(logits => logits)]);
        var images = report.Labels.Length;
        AttackOutcome With(AttackOutcome outcome, int correct) => outcome with
        {
            CorrectDraws = [.. Enumerable.Range(0, images).Select(i => (byte)(i < correct ? 1 : 0))],
        };
        var masked = report with
        {
            Outcomes =
            [
                .. report.Outcomes.Select(outcome => outcome switch
                {
                    { VariantId: "wrapped", AttackId: "fgsm" } => With(outcome, 3),
                    { VariantId: "wrapped", AttackId: "pgd-5" } => With(outcome, 10),
                    { AttackId: "fgsm" } => With(outcome, 10),
                    { AttackId: "pgd-5" } => With(outcome, 3),
                    _ => outcome,
                }),
            ],
        };

        var found = IgMlNet.Robustness.Evaluation.Checks.EvaluationCheck.RunAll(masked, new());

        Assert.Equal("wrapped", Assert.Single(found, finding => finding.Id == "steps-do-not-help").VariantId);
    }

    [Fact]
    public void Defenses_attacked_by_gradients_alone_are_noted() =>
        Assert.Contains(Evaluate([new Wrapped(logits => logits)]).Checks, finding => finding.Id == "gradient-attacks-only");

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

    private RobustnessReport Evaluate(IReadOnlyList<Defense> defenses) => new RobustnessEvaluation(
            _classifier,
            TinyModels.Images(32),
            defenses,
            Attacks,
            new EvaluationOptions { ThreatModel = new ThreatModel(Norm.Linf, 0.05), CostRepetitions = 1 })
        .Run(
            new EvaluationContext { Title = "Test", ModelName = "tiny", ToolVersion = "0", Command = "igml evaluate" },
            null,
            TestContext.Current.CancellationToken);

    /// <summary>A deterministic "defense" that does something to the logits.</summary>
    private sealed class Wrapped(Func<Tensor, Tensor> wrap) : Defense
    {
        public override string Id => "wrapped";

        public override string DisplayName => "Wrapped";

        public override string Description => "changes the logits";

        public override bool IsRandomized => false;

        public override ImageModel Defend(Classifier classifier) => new Model(classifier, wrap);

        private sealed class Model(Classifier classifier, Func<Tensor, Tensor> wrap) : ImageModel
        {
            public override string Name => "wrapped";

            public override ImageShape InputShape => classifier.InputShape;

            public override int ClassCount => classifier.ClassCount;

            public override Device Device => classifier.Device;

            public override double ForwardPasses => 1;

            protected override Tensor ComputeLogits(Tensor images, RandomStreams random)
            {
                using var scope = NewDisposeScope();
                return wrap(classifier.Logits(images)).MoveToOuterDisposeScope();
            }
        }
    }
}
